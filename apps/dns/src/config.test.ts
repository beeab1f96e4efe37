import { config } from './config';
import { advertisedAddress } from './registration/advertised-address';

const parse = (...flags: string[]) => config.parse(['--kubeconfig', '/k', ...flags], {});

test.each([
  { flags: ['--bind-address', 'nowhere'], message: 'bind-address' },
  { flags: ['--cluster-dns', '10.96.0'], message: 'cluster-dns' },
  { flags: ['--ttl', '-1'], message: 'ttl' },
  { flags: ['--upstream', 'example.com'], message: 'upstream' },
])('$flags is refused', ({ flags, message }) => {
  expect(() => parse(...flags)).toThrow(message);
});

test('the defaults are those of a cluster', () => {
  expect(parse()).toMatchObject({
    bindAddress: '0.0.0.0',
    port: 53,
    securePort: 9153,
    clusterDomain: 'cluster.local',
    clusterDns: ['10.96.0.10'],
    ttl: 5,
    completeSearchPath: true,
  });
  expect(parse('--upstream', '9.9.9.9,[fd00::1]:5353').upstream).toEqual(['9.9.9.9', '[fd00::1]:5353']);
});

const lo = { address: '127.0.0.1', family: 'IPv4', internal: true, netmask: '', mac: '', cidr: null } as const;
const eth = { ...lo, address: '10.0.0.9', internal: false } as const;
test.each([
  { bind: '10.201.0.1', interfaces: {}, expected: '10.201.0.1' },
  { bind: '127.0.0.1', interfaces: { eth0: [eth] }, expected: undefined },
  { bind: '0.0.0.0', interfaces: { lo: [lo], eth0: [eth] }, expected: '10.0.0.9' },
  { bind: '0.0.0.0', interfaces: { lo: [lo] }, expected: undefined },
])('bound to $bind it advertises $expected', ({ bind, interfaces, expected }) => {
  expect(advertisedAddress(bind, interfaces as unknown as NodeJS.Dict<import('node:os').NetworkInterfaceInfo[]>)).toBe(
    expected,
  );
});
