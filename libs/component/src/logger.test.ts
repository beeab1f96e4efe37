import { createTestLogger } from './testing';
import { createLogger, logDestination, setLogLevel } from './logger';
import { openSync } from 'node:fs';

const token = `eyJhbGciOiJSUzI1NiJ9.${'a'.repeat(40)}.${'b'.repeat(40)}`;

describe('createLogger', () => {
  test.each<[string, object, string]>([
    ['by name', { token: 'abc' }, 'abc'],
    ['by name, nested', { user: { password: 'hunter2' } }, 'hunter2'],
    ['by shape in a value', { url: `https://x?t=${token}` }, token],
    ['by shape in an error', { err: new Error(`refused ${token}`) }, token],
    ['as a bearer header', { header: 'Bearer abcdefghijkl' }, 'abcdefghijkl'],
  ])('redacts secrets %s', (_, values, secret) => {
    const logger = createTestLogger();
    logger.info(values, 'Message');
    const line = JSON.stringify(logger.lines[0]);
    expect(line).toContain('[REDACTED]');
    expect(line).not.toContain(secret);
  });

  test('writes level, time, service and message', () => {
    const lines: string[] = [];
    createLogger({ service: 'kube-proxy', destination: { write: (line) => void lines.push(line) } }).warn(
      { key: 'a/b' },
      'Constant',
    );
    expect(JSON.parse(lines[0]!)).toMatchObject({
      level: 'warn',
      service: 'kube-proxy',
      msg: 'Constant',
      key: 'a/b',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    });
  });

  (process.platform === 'linux' ? test : test.skip)('nobody ends because of a log on a full disk', () => {
    const logger = createLogger({ service: 's', destination: logDestination(openSync('/dev/full', 'w')) });
    for (let line = 0; line < 10_000; line++) logger.info({ line }, 'x'.repeat(100));
  });

  test('changes its level, and that of every child', () => {
    const lines: string[] = [];
    const logger = createLogger({ service: 's', destination: { write: (line) => void lines.push(line) } });
    const children = Array.from({ length: 200 }, (_, n) => logger.child({ n }));
    const grandchild = children[0]!.child({ grand: true });
    const sayAll = () => [logger, ...children, grandchild].forEach((one) => one.debug('Told'));
    sayAll();
    expect(lines).toEqual([]);
    setLogLevel(logger, 'debug');
    sayAll();
    expect(lines).toHaveLength(202);
    setLogLevel(logger, 'info');
    sayAll();
    expect(lines).toHaveLength(202);
  });

  test('leaves out what is below its level', () => {
    const lines: string[] = [];
    createLogger({ service: 's', level: 'error', destination: { write: (line) => void lines.push(line) } }).warn('x');
    expect(lines).toEqual([]);
  });
});
