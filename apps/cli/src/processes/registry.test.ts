import { layoutOf } from '../cluster/layout';
import { DEFAULT_OPTIONS } from '../cluster/options';
import type { ClusterPki } from '../pki/cluster-pki';
import { processesOf } from './registry';

const files = (name: string) => ({ certificateFile: `/pki/${name}.crt`, keyFile: `/pki/${name}.key` });
const component = (name: string) => ({ serving: files(`${name}-serving`), client: files(name) });
const node = (name: string) => ({
  kubelet: files(`kubelet-${name}`),
  kubeletServing: files(`kubelet-${name}-serving`),
  proxy: files(`proxy-${name}`),
  proxyServing: files(`proxy-${name}-serving`),
});
const pki = {
  caFile: '/pki/ca.crt',
  caKeyFile: '/pki/ca.key',
  etcdCaFile: '/pki/etcd-ca.crt',
  etcd: files('etcd'),
  apiserver: files('apiserver'),
  apiserverEtcdClient: files('apiserver-etcd-client'),
  apiserverKubeletClient: files('apiserver-kubelet-client'),
  frontProxyCaFile: '/pki/front-proxy-ca.crt',
  frontProxyClient: files('front-proxy-client'),
  serviceAccount: { publicKeyFile: '/pki/sa.pub', privateKeyFile: '/pki/sa.key' },
  components: Object.fromEntries(
    ['controller-manager', 'scheduler', 'cloud-lb', 'dns', 'ingress'].map((name) => [name, component(name)]),
  ),
  nodes: { 'node-1': node('node-1'), 'node-2': node('node-2') },
} as unknown as ClusterPki;
const processes = (options: Partial<typeof DEFAULT_OPTIONS> = {}) =>
  processesOf(layoutOf({ ...DEFAULT_OPTIONS, ...options }), pki);
const named = (name: string, options?: Partial<typeof DEFAULT_OPTIONS>) =>
  processes(options).find((process) => process.name === name)!;

test('a cluster of two nodes is these processes, what others need first', () => {
  expect(processes().map(({ name, ours, netns }) => `${name}${ours ? '' : '*'}${netns ? ` in ${netns}` : ''}`)).toEqual(
    [
      'etcd*',
      'apiserver',
      'containerd-node-1* in kubets-node-1',
      'containerd-node-2* in kubets-node-2',
      'kubelet-agent-node-1 in kubets-node-1',
      'kubelet-agent-node-2 in kubets-node-2',
      'proxy-node-1 in kubets-node-1',
      'proxy-node-2 in kubets-node-2',
      'controller-manager',
      'scheduler',
      'dns',
      'cloud-lb',
      'ingress in kubets-ingress',
    ],
  );
});

test('of our services only the API server believes the authorities that others do', () => {
  const believing = processes().filter(({ ours, env }) => ours && env?.['SSL_CERT_FILE'] === undefined);
  expect(believing.map(({ name }) => name)).toEqual(['apiserver']);
});

test('a node more is three processes more', () => {
  expect(processes({ nodes: 1 })).toHaveLength(10);
  expect(() => processes({ nodes: 3 })).toThrow('node node-3 has no certificates');
});

test.each([
  ['apiserver', '--etcd-servers=https://127.0.0.1:12379', { etcdPort: 12_379 }],
  ['etcd', '--listen-peer-urls=https://127.0.0.1:12380', { etcdPort: 12_379 }],
  ['apiserver', '--advertise-address=10.9.0.1', { nodeCidr: '10.9.0.0/24' }],
  ['kubelet-agent-node-2', '--node-ip=10.9.0.12', { nodeCidr: '10.9.0.0/24' }],
  ['dns', '--cluster-dns=10.97.0.10', { serviceCidr: '10.97.0.0/16' }],
  ['proxy-node-1', '--cluster-cidr=10.8.0.0/16', { podCidr: '10.8.0.0/16' }],
  ['kubelet-agent-node-1', '--cgroup-root=/k/node-1', { name: 'k' }],
])('%s is told %s', (name, flag, options) => {
  expect(named(name, options).args).toContain(flag);
});

test.each(['etcd', 'apiserver', 'kubelet-agent', 'proxy', 'dns'])('flags for %s come after ours', (service) => {
  const last = processes({ serviceArgs: [`${service}:--v=9`] })
    .filter(({ name }) => name.startsWith(service))
    .map(({ args }) => args.at(-1));
  expect(new Set(last)).toEqual(new Set(['--v=9']));
});

test('a service is started anew when one of the certificates that its kubeconfig names is', () => {
  expect(named('scheduler').files).toEqual(['/pki/scheduler.crt', '/pki/scheduler.key']);
  expect(named('proxy-node-2').files).toEqual(['/pki/proxy-node-2.crt', '/pki/proxy-node-2.key']);
});
