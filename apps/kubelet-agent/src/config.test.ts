import { config } from './config';

const required = ['--kubeconfig=/k', '--tls-cert-file=/c', '--tls-private-key-file=/p', '--client-ca-file=/a'];

test.each([
  ['nothing', [], /--kubeconfig is required/],
  [
    'an address that is none',
    [...required, '--node-ip=node'],
    /--node-ip: invalid value "node": must be an IP address/,
  ],
  [
    'a CIDR that is none',
    [...required, '--cluster-cidr=10.244.0.0'],
    /--cluster-cidr: invalid value .* must be CIDRs such as/,
  ],
  ['a label without value', [...required, '--node-labels=zone'], /--node-labels: .* must be labels such as/],
  [
    'a taint without effect',
    [...required, '--register-with-taints=a=b'],
    /--register-with-taints: .* must be taints such as/,
  ],
  ['DNS that is a name', [...required, '--cluster-dns=dns.example'], /--cluster-dns: .* must be IP addresses/],
  [
    'too few log files',
    [...required, '--container-log-max-files=1'],
    /--container-log-max-files: .* must be at least 2/,
  ],
])('%s is refused', (_, argv, message) => {
  expect(() => config.parse(argv, {})).toThrow(message);
});

test('defaults are Kubernetes’', () => {
  expect(config.parse([...required, '--node-labels=a=b,c=', '--cluster-dns=10.96.0.10'], {})).toMatchObject({
    port: 10250,
    maxPods: 110,
    nodeStatusUpdateFrequencyMs: 10_000,
    nodeStatusReportFrequencyMs: 300_000,
    nodeLeaseDurationSeconds: 40,
    clusterDomain: 'cluster.local',
    rootDir: '/var/lib/kubelet',
    registerNode: true,
    nodeLabels: ['a=b', 'c='],
    clusterDns: ['10.96.0.10'],
    containerLogMaxSize: '10Mi',
    containerLogMaxFiles: 5,
  });
});
