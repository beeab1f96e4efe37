import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@kubets/store/testing';
import { kubeconfig } from '../../apps/cli/src/pki/kubeconfig';
import { serviceEnvironment } from '../../apps/cli/src/processes/service-environment';
import { startQuietUpstream } from '../../test/fuzz/target/quiet-upstream';
import { startMeasuredApiserver, type Connection } from '../apiserver/measured-apiserver';

/** A service in a process of its own, with the probe of its turns in it. */
export interface Service {
  name: string;
  isAlive(): boolean;
  /** The longest turn of its event loop since it was asked last, in ms of a processor; NaN of one that does not answer. */
  longestTurnMs(): Promise<number>;
  /** Seconds of a processor that it has had. */
  cpuSeconds(): number;
  residentMiB(): number;
}

export interface ControlPlane {
  connection: Connection;
  services: readonly Service[];
  stop(): Promise<void>;
}

const OTHERS: Record<string, (upstream: string) => string[]> = {
  'controller-manager': () => [
    '--leader-elect=false',
    '--cluster-cidr=10.244.0.0/16',
    '--service-cluster-ip-range=10.96.0.0/12',
    '--allocate-node-cidrs=true',
  ],
  scheduler: () => ['--leader-elect=false'],
  'cloud-lb': () => ['--leader-elect=false', '--load-balancer-pool=198.51.100.0/24'],
  dns: (upstream) => ['--bind-address=127.0.0.1', `--upstream=${upstream}`],
};

/** Bundles of the control plane's services, each as the administrator; nothing is leader elected, nobody starts them again. */
export async function startControlPlane(probe: string): Promise<ControlPlane> {
  const nodeFlags = ['--require', probe];
  const upstream = await startQuietUpstream();
  const api = await startMeasuredApiserver({ nodeFlags });
  const directory = mkdtempSync(join(tmpdir(), 'kubets-bench-control-plane-'));
  const file = join(directory, 'kubeconfig');
  writeFileSync(file, kubeconfigOf(api.connection), { mode: 0o600 });
  const children: [string, ChildProcess][] = [['apiserver', api.child]];
  for (const [name, flags] of Object.entries(OTHERS)) {
    const ports = name === 'dns' ? [`--port=${await freePort()}`] : [];
    const args = [`dist/apps/${name}/main.js`, `--kubeconfig=${file}`, '--secure-port=0', '--log-level=error'];
    const child = spawn(process.execPath, [...nodeFlags, ...args, ...ports, ...flags(upstream.address)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ...serviceEnvironment },
    });
    children.push([name, child]);
  }
  return {
    connection: api.connection,
    services: children.map(([name, child]) => serviceOf(name, child)),
    async stop() {
      for (const [, child] of children) child.kill('SIGKILL');
      upstream.close();
      rmSync(directory, { recursive: true });
      await api.stop();
    },
  };
}

function kubeconfigOf({ grpcAddress, ca, cert, key }: Connection): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const cluster = { server: `https://${grpcAddress}`, 'certificate-authority-data': base64(ca) };
  const user = { 'client-certificate-data': base64(cert), 'client-key-data': base64(key) };
  return kubeconfig('bench', cluster, 'kubernetes-admin', user);
}

const ANSWER_MS = 20_000;
const TICKS_PER_SECOND = 100;

function serviceOf(name: string, child: ChildProcess): Service {
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const read = (file: string) => (isAlive() ? readFileSync(`/proc/${child.pid}/${file}`, 'utf8') : '');
  return {
    name,
    isAlive,
    async longestTurnMs() {
      if (!isAlive()) return NaN;
      const answer = once(child, 'message', { signal: AbortSignal.timeout(ANSWER_MS) });
      child.send('longest turn');
      return answer.then(
        ([ms]) => ms as number,
        () => NaN,
      );
    },
    cpuSeconds() {
      const [stat = ''] = read('stat').split('\n');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
    },
    residentMiB: () => Number(/VmRSS:\s+(\d+)/.exec(read('status'))?.[1] ?? 0) / 1024,
  };
}
