import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** The cluster that the suite runs against; beside a user's and the tests' own, so nothing is default. */
export const CLUSTER = {
  name: 'kubets-conf',
  stateDir: join(ROOT, 'dist/upstream/cluster'),
  kubeconfig: join(ROOT, 'dist/upstream/cluster/kubeconfig'),
  nodes: 2,
  hostAddress: '10.204.0.1',
  registryPort: 25100,
} as const;

const START_ARGS = [
  ['--name', CLUSTER.name],
  ['--nodes', String(CLUSTER.nodes)],
  ['--node-cidr', '10.204.0.0/24'],
  ['--pod-cidr', '10.247.0.0/16'],
  ['--service-cidr', '10.114.0.0/16'],
  ['--load-balancer-pool', '10.204.0.200-10.204.0.220'],
  ['--secure-port', '27443'],
  ['--grpc-port', '27444'],
  ['--etcd-port', '27379'],
  ['--registry-mirror', `http://${CLUSTER.hostAddress}:${CLUSTER.registryPort}`],
].flat();

/** Leaves it to the CLI to undo a start that Ctrl-C cuts off: it has heard of it, too. */
export const startCluster = () => cli('start', START_ARGS);

/** Takes the cluster away with its state, whether it runs, is half made or is not there. A second Ctrl-C does not reach this. */
export const removeCluster = () => cli('stop', ['--delete-state'], { detached: true });

async function cli(name: string, args: string[], { detached = false } = {}): Promise<void> {
  const words = [join(ROOT, 'dist/apps/cli/main.js'), name, '--state-dir', CLUSTER.stateDir, ...args];
  const [code] = (await once(
    spawn(process.execPath, words, { stdio: ['ignore', 'inherit', 'inherit'], cwd: ROOT, detached }),
    'exit',
  )) as [number | null];
  if (code !== 0) throw new Error(`kubets ${name} ended with ${code}`);
}
