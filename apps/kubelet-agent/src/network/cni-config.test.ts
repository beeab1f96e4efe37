import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestLogger } from '@kubets/component/testing';
import { mkdir, writeFile } from 'node:fs/promises';
import { cniConfig, writeCniConfig } from './cni-config';
import { setNodeSysctls } from './node-sysctls';

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'kubets-cni-'))));
afterEach(() => rm(directory, { recursive: true }));

const config = { podCidrs: ['10.244.1.0/24', 'fd00:1::/64'], mtu: 1400, ipamDirectory: '/ipam' };

test('a cable per pod, addresses of both families, host ports', () => {
  expect(cniConfig(config)).toMatchObject({
    name: 'kubets',
    plugins: [
      {
        type: 'ptp',
        ipMasq: false,
        mtu: 1400,
        ipam: {
          type: 'host-local',
          dataDir: '/ipam',
          ranges: [[{ subnet: '10.244.1.0/24' }], [{ subnet: 'fd00:1::/64' }]],
          routes: [{ dst: '0.0.0.0/0' }, { dst: '::/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true } },
    ],
  });
});

test('is written once, and nothing else is left in the directory', async () => {
  const target = join(directory, 'net.d');
  expect(await writeCniConfig(target, config)).toBe(true);
  expect(await writeCniConfig(target, config)).toBe(false);
  expect(await writeCniConfig(target, { ...config, mtu: 1500 })).toBe(true);
  expect(await readdir(target)).toEqual(['10-kubets.conflist']);
  expect(JSON.parse(await readFile(join(target, '10-kubets.conflist'), 'utf8'))).toEqual(
    cniConfig({ ...config, mtu: 1500 }),
  );
});

test('kernel settings: wrong ones are set, what can’t be set is told', async () => {
  const logger = createTestLogger();
  for (const name of ['net/ipv4/conf/all', 'net/ipv4/conf/default'])
    await mkdir(join(directory, name), { recursive: true });
  await writeFile(join(directory, 'net/ipv4/ip_forward'), '0\n');
  await writeFile(join(directory, 'net/ipv4/conf/all/rp_filter'), '2\n');
  await setNodeSysctls({ ipv6: false, logger, root: directory });
  expect(await readFile(join(directory, 'net/ipv4/ip_forward'), 'utf8')).toBe('1');
  expect(logger.lines.map(({ sysctl }) => sysctl)).toEqual(['net/ipv4/conf/default/rp_filter']);
});
