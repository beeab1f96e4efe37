import { createHealth, healthText } from './health';

describe('health', () => {
  const health = createHealth();
  health.addCheck('ping', () => undefined);
  health.addCheck('etcd', async () => Promise.reject(new Error('connection refused')));
  health.addCheck('shutdown', () => undefined, { kinds: ['readyz'] });

  test.each([
    ['livez' as const, [] as string[], false, '[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n'],
    ['livez' as const, ['etcd'], true, '[+]ping ok\n[+]etcd excluded: ok\nlivez check passed\n'],
    ['readyz' as const, ['etcd'], true, '[+]ping ok\n[+]etcd excluded: ok\n[+]shutdown ok\nreadyz check passed\n'],
    [
      'livez' as const,
      ['shutdown', 'etcd', 'a"b', 'a"b'],
      true,
      '[+]ping ok\n[+]etcd excluded: ok\nwarn: some health checks cannot be excluded: no matches for "a\\"b","shutdown"\nlivez check passed\n',
    ],
  ])('%s without %j', async (kind, exclude, ok, text) => {
    const report = await health.run(kind, exclude);
    expect(report.ok).toBe(ok);
    expect(healthText(kind, report, true)).toBe(text);
  });

  test('is terse unless asked, but always says what failed', async () => {
    expect(healthText('livez', await health.run('livez', ['etcd']), false)).toBe('ok');
    expect(healthText('livez', await health.run('livez'), false)).toContain('[-]etcd failed');
  });
});
