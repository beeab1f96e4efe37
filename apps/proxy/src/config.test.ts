import { config } from './config';
import { nodePortAddresses } from './node-port-addresses';

test.each([
  [['--cluster-cidr', '10.244.0.0'], '--cluster-cidr'],
  [['--nodeport-addresses', 'primary,10.0.0.0/8'], '--nodeport-addresses'],
  [['--healthz-bind-address', '10256'], '--healthz-bind-address'],
  [['--metrics-bind-address', 'localhost:1'], '--metrics-bind-address'],
  [['--proxy-mode', 'iptables'], '--proxy-mode'],
  [['--nftables-sync-period', 'soon'], '--nftables-sync-period'],
])('%p is refused by name', (argv, flag) => {
  expect(() => config.parse(argv, {})).toThrow(flag);
});

test("defaults are kube-proxy's", () => {
  expect(config.parse([], {})).toMatchObject({
    healthzBindAddress: '0.0.0.0:10256',
    metricsBindAddress: '127.0.0.1:10249',
    nodeportAddresses: ['primary'],
    clusterCidr: [],
    syncPeriodMs: 30_000,
    cleanup: false,
  });
  expect(
    config.parse(['--cluster-cidr', '10.244.0.0/16,fd00:244::/56', '--metrics-bind-address', ''], {}),
  ).toMatchObject({ clusterCidr: ['10.244.0.0/16', 'fd00:244::/56'], metricsBindAddress: '' });
});

test.each([
  [['primary'], ['10.0.0.1', 'fd00::1', '127.0.0.1']],
  [
    ['10.0.0.0/8', 'fd00::/8'],
    ['10.0.0.1', '10.0.0.2', 'fd00::1'],
  ],
  [['127.0.0.0/8'], ['127.0.0.1']],
  [['192.0.2.0/24'], []],
])('nodePorts answer with --nodeport-addresses %p on %p', (setting, expected) => {
  const node = { name: 'node-1', primaryAddresses: ['10.0.0.1', 'fd00::1'], eligible: true };
  expect(
    nodePortAddresses(setting, node, () => ['127.0.0.1', '10.0.0.2', '10.0.0.1', 'fd00::1', '172.16.0.1']),
  ).toEqual(expected);
});
