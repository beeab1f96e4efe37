import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

const netnsOf = (node: string) => `kubets-e2e-${node}`;

/** The cluster that the end-to-end tests share; beside a user's own cluster on the same machine, so nothing is default. */
export const E2E = {
  name: 'kubets-e2e',
  stateDir: join(ROOT, 'dist/e2e'),
  registryPort: 25000,
  /** The cluster's own. */
  clusterRegistryPort: 25002,
  /** A port of the host, and the node port of node-2 that it leads to. */
  mappedPort: { host: 17480, nodePort: 31480 },
  nodeCidr: '10.202.0.0/24',
  hostAddress: '10.202.0.1',
  ingressAddress: '10.202.0.9',
  podCidr: '10.245.0.0/16',
  podIpPattern: /10\.245\.\d+\.\d+/,
  serviceCidr: '10.112.0.0/16',
  serviceIpPattern: /10\.112\.\d+\.\d+/,
  kubernetesIp: '10.112.0.1',
  dnsIp: '10.112.0.10',
  loadBalancerPool: '10.202.0.200-10.202.0.220',
  securePort: 17443,
  grpcPort: 17444,
  etcdPort: 17379,
  nodes: ['node-1', 'node-2'],
  addressOf: (node: string) => `10.202.0.${10 + Number(node.split('-')[1])}`,
  netnsOf,
  machinePrefix: [],
  nodePrefix: async (node: string) => ['ip', 'netns', 'exec', netnsOf(node)],
  testAddress: '127.0.0.1',
  kubeconfig: join(ROOT, 'dist/e2e/kubeconfig'),
  nodeLeaseSeconds: 8,
  nodeMonitorGraceSeconds: 6,
  unreachableTolerationSeconds: 2,
} as const;

/** Pods are told to end when their deletion is known, as in Kubernetes, and not when nobody sends them connections any more. */
export const IS_KUBERNETES_ORDER = process.env['KUBETS_ORDER'] === 'kubernetes';

const START_ARGS = [
  ['--name', E2E.name],
  ['--state-dir', E2E.stateDir],
  ['--node-cidr', E2E.nodeCidr],
  ['--pod-cidr', E2E.podCidr],
  ['--service-cidr', E2E.serviceCidr],
  ['--load-balancer-pool', E2E.loadBalancerPool],
  ['--secure-port', String(E2E.securePort)],
  ['--grpc-port', String(E2E.grpcPort)],
  ['--etcd-port', String(E2E.etcdPort)],
  ['--registry-mirror', `http://${E2E.hostAddress}:${E2E.registryPort}`],
  ['--registry', String(E2E.clusterRegistryPort)],
  ['--port', `${E2E.mappedPort.host}:${E2E.mappedPort.nodePort}@node-2`],
  // What a slow disk takes is not what is tested, and what a killed process wrote the kernel has.
  ['--service-arg', 'etcd:--unsafe-no-fsync'],
  // Kubernetes' own times would make every test of a dead node six minutes long.
  ['--service-arg', `kubelet-agent:--node-lease-duration-seconds=${E2E.nodeLeaseSeconds}`],
  ['--service-arg', `controller-manager:--node-monitor-grace-period=${E2E.nodeMonitorGraceSeconds}s`],
  ['--service-arg', `apiserver:--default-unreachable-toleration-seconds=${E2E.unreachableTolerationSeconds}`],
  ['--service-arg', `apiserver:--default-not-ready-toleration-seconds=${E2E.unreachableTolerationSeconds}`],
  ...(IS_KUBERNETES_ORDER ? [['--service-arg', 'kubelet-agent:--proxy-release-timeout=0s']] : []),
].flat();

/** Runs the CLI's bundle and returns what it printed; throws with all of it when it fails. */
export async function cli(command: string, ...args: string[]): Promise<string> {
  const bundle = join(ROOT, 'dist/apps/cli/main.js');
  if (!existsSync(bundle)) throw new Error('the bundles are not built: npm run build');
  const child = spawn(process.execPath, [bundle, command, ...args], { stdio: ['ignore', 'pipe', 'pipe'], cwd: ROOT });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`kubets ${command} ended with ${code}:\n${output}`);
  return output;
}

export const startCluster = (...args: string[]) => cli('start', ...START_ARGS, ...args);
export const stopCluster = (...args: string[]) => cli('stop', '--state-dir', E2E.stateDir, ...args);
export const clusterStatus = () => cli('status', '--state-dir', E2E.stateDir);
