import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { testConfig } from '../testing/test-config';
import { followSettings } from './follow-settings';
import { readNameSettings, type NameSettings } from './name-settings';

const directory = mkdtempSync(join(tmpdir(), 'kubets-names-'));
const namesFile = join(directory, 'names.yaml');
const resolvConf = join(directory, 'resolv.conf');
afterAll(() => rmSync(directory, { recursive: true }));

const stop = new AbortController();
afterAll(() => stop.abort());

async function follow() {
  writeFileSync(resolvConf, 'nameserver 192.0.2.1\nsearch corp.example\n');
  writeFileSync(namesFile, 'ttl: 10\n');
  const flags = testConfig({ namesFile, resolvConf });
  const clock = createFakeClock();
  const logger = createTestLogger();
  const applied: NameSettings[] = [];
  followSettings({
    flags,
    settings: await readNameSettings(flags, logger),
    apply: async (settings) => void applied.push(settings),
    clock,
    logger,
    signal: stop.signal,
  });
  return { clock, logger, applied };
}

test('the file says what the flags do not, and resolv.conf what neither says', async () => {
  writeFileSync(resolvConf, 'nameserver 192.0.2.1\nsearch corp.example\n');
  writeFileSync(namesFile, 'ttl: 10\nforward: [{zone: a.example, upstreams: [192.0.2.9]}]\n');
  const settings = await readNameSettings(testConfig({ namesFile, resolvConf }), createTestLogger());
  expect(settings).toMatchObject({
    zoneName: 'cluster.local',
    ttl: 10,
    negativeTtl: 5,
    upstreams: [{ address: '192.0.2.1', port: 53 }],
    hostSearch: ['corp.example'],
    forward: [{ zone: 'a.example' }],
  });
});

test('a names file that is not right is an error that says where', async () => {
  writeFileSync(namesFile, 'hosts: [{address: 10.0.0.1, names: [web.cluster.local]}]');
  await expect(readNameSettings(testConfig({ namesFile }), createTestLogger())).rejects.toThrow(
    `${namesFile}: hosts[0].names[0]: web.cluster.local is a name of the cluster's zone`,
  );
});

test('a change of either file is applied once', async () => {
  const { clock, applied } = await follow();
  writeFileSync(namesFile, 'ttl: 100\n');
  await clock.advance(5000);
  writeFileSync(resolvConf, 'nameserver 192.0.2.22\n');
  await clock.advance(5000);
  expect(applied).toMatchObject([
    { ttl: 100, upstreams: [{ address: '192.0.2.1' }] },
    { ttl: 100, upstreams: [{ address: '192.0.2.22' }] },
  ]);
});

test('a file that says the same, or nothing right, changes nothing', async () => {
  const { clock, applied, logger } = await follow();
  writeFileSync(namesFile, '# ten seconds\nttl: 10\n');
  await clock.advance(5000);
  writeFileSync(namesFile, 'ttl: ten\n');
  await clock.advance(5000);
  expect(applied).toEqual([]);
  expect(logger.lines).toMatchObject([{ level: 'error', msg: expect.stringContaining('stays as it was') }]);
  writeFileSync(namesFile, 'ttl: 20\n');
  await clock.advance(5000);
  expect(applied).toMatchObject([{ ttl: 20 }]);
});
