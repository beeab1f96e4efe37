import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { config } from './config';
import { configuredPools } from './pools/configured-pools';
import { providerNamed } from './providers/registry';

const directory = mkdtempSync(join(tmpdir(), 'cloud-lb-'));
afterAll(() => rmSync(directory, { recursive: true }));
const parse = (...flags: string[]) => config.parse(['--kubeconfig', 'k', ...flags], {});
const verify = (...flags: string[]) => config.verify(parse(...flags));
const poolsFile = (content: string): string => {
  const path = join(directory, 'pools.yaml');
  writeFileSync(path, content);
  return path;
};

test.each<[string, () => Promise<void>, string]>([
  [
    'a bad range',
    () => verify('--load-balancer-pool', '10.0.0.9-10.0.0.1'),
    '--load-balancer-pool: invalid value "10.0.0.9-10.0.0.1": must be a list of CIDRs and FIRST-LAST ranges: ',
  ],
  ['a missing file', () => verify('--load-balancer-pools-file', '/nowhere'), 'must be a file of address pools: ENOENT'],
  [
    'a bad file',
    () => verify('--load-balancer-pools-file', poolsFile('pools: 7')),
    'must be a file of address pools: must be a map',
  ],
])('refuses %s once all is read', async (_, action, message) => expect(action()).rejects.toThrow(message));

test.each<[string, () => unknown, string]>([
  ['no addresses at all', () => configuredPools(parse()), 'set --load-balancer-pool or --load-balancer-pools-file'],
  [
    'a pool that overlaps the flag',
    () =>
      configuredPools(
        parse(
          '--load-balancer-pool',
          '10.0.0.1',
          '--load-balancer-pools-file',
          poolsFile('pools: [{name: a, addresses: [10.0.0.0/24]}]'),
        ),
      ),
    'overlap',
  ],
  [
    'an unknown provider',
    async () => providerNamed('bgp'),
    '--cloud-provider: no provider "bgp"; there are: l2-pool, passthrough',
  ],
])('refuses %s', (_, action, message) => expect(action()).rejects.toThrow(message));

test('makes pools of flags and file', async () => {
  const options = parse(
    '--load-balancer-pool',
    '10.0.0.1,10.0.0.3-10.0.0.4',
    '--load-balancer-pool',
    '10.1.0.0/28',
    '--load-balancer-pools-file',
    poolsFile('pools: [{name: a, addresses: [10.2.0.0/24]}]'),
  );
  expect((await configuredPools(options)).map(({ name, ranges }) => [name, ranges.map(({ text }) => text)])).toEqual([
    ['default', ['10.0.0.1', '10.0.0.3-10.0.0.4', '10.1.0.0/28']],
    ['a', ['10.2.0.0/24']],
  ]);
});
