import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpuSeconds, residentMiB } from '@kubets/component/testing';
import { freePort } from '@kubets/store/testing';
import { SERVICE_ENVIRONMENT } from '../../apps/cli/src/processes/service-environment';
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
  const file = await api.kubeconfigOf({ commonName: 'kubernetes-admin', organizations: ['system:masters'] });
  const children: [string, ChildProcess][] = [['apiserver', api.child]];
  for (const [name, flags] of Object.entries(OTHERS)) {
    const ports = name === 'dns' ? [`--port=${await freePort()}`] : [];
    const args = [`dist/apps/${name}/main.js`, `--kubeconfig=${file}`, '--secure-port=0', '--log-level=error'];
    const child = spawn(process.execPath, [...nodeFlags, ...args, ...ports, ...flags(upstream.address)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, ...SERVICE_ENVIRONMENT },
    });
    children.push([name, child]);
  }
  return {
    connection: api.connection,
    services: children.map(([name, child]) => serviceOf(name, child)),
    async stop() {
      for (const [, child] of children) child.kill('SIGKILL');
      upstream.close();
      await api.stop();
    },
  };
}

const ANSWER_MS = 20_000;

function serviceOf(name: string, child: ChildProcess): Service {
  const isAlive = () => child.exitCode === null && child.signalCode === null;
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
    cpuSeconds: () => cpuSeconds(child.pid!),
    residentMiB: () => residentMiB(child.pid!),
  };
}
