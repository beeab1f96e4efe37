import { apiserverConfig } from './config';

const REQUIRED = [
  '--advertise-address=192.0.2.1',
  '--client-ca-file=ca',
  '--tls-cert-file=c',
  '--tls-private-key-file=k',
  '--service-account-signing-key-file=s',
];
const parse = (...flags: string[]) => apiserverConfig.parse([...REQUIRED, ...flags], {});

test('has Kubernetes’ defaults', () => {
  expect(parse()).toMatchObject({
    restPort: 6443,
    grpcPort: 6444,
    listenAddress: '0.0.0.0',
    serviceClusterIpRange: ['10.96.0.0/12'],
    serviceNodePortRange: '30000-32767',
    defaultNotReadyTolerationSeconds: 300,
  });
});

test.each([
  [['--advertise-address=here'], '--advertise-address'],
  [['--service-cluster-ip-range=10.96.0.0'], '--service-cluster-ip-range'],
  [['--service-node-port-range=many'], '--service-node-port-range'],
  [['--secure-port=70000'], '--secure-port'],
])('%j is refused by name', (flags, name) => {
  expect(() => parse(...flags)).toThrow(name);
});

test('demands what it cannot do without', () => {
  expect(() => apiserverConfig.parse([], {})).toThrow(
    /--advertise-address[\s\S]*--client-ca-file[\s\S]*--tls-cert-file/,
  );
});

test('takes two ranges for dual stack', () => {
  expect(parse('--service-cluster-ip-range=10.96.0.0/12,fd00::/108').serviceClusterIpRange).toEqual([
    '10.96.0.0/12',
    'fd00::/108',
  ]);
});
