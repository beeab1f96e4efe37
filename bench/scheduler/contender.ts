import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { SERVICE_ENVIRONMENT } from '../../apps/cli/src/processes/service-environment';
import { startMeasuredApiserver, type MeasuredApiserver } from '../apiserver/measured-apiserver';
import { startMeasuredKubernetes } from '../apiserver/measured-kubernetes';

/** An API server, and what works for it, which is started when the nodes are there. */
export interface Contender {
  name: string;
  server: MeasuredApiserver;
  startScheduler(): Promise<ChildProcess>;
  startControllerManager(): Promise<ChildProcess>;
}

const SCHEDULER = { commonName: 'system:kube-scheduler' };
const CONTROLLER_MANAGER = { commonName: 'system:kube-controller-manager' };
const ALONE = ['--leader-elect=false', '--secure-port=0'];
/** Kubelets tell nothing of their nodes here, and pods get addresses from nobody. */
const SILENT_NODES = [
  '--node-monitor-grace-period=24h',
  '--node-startup-grace-period=24h',
  '--allocate-node-cidrs=false',
];

const controllerFlags = ({ credentialFlags }: MeasuredApiserver) => [
  ...ALONE,
  ...SILENT_NODES,
  `--root-ca-file=${credentialFlags['client-ca-file']}`,
  `--service-account-private-key-file=${credentialFlags['service-account-signing-key-file']}`,
];

export interface OwnBuild {
  etcd?: string;
  /** This one unless given. */
  checkout?: string;
  /** Where the controller-manager writes a CPU profile of its whole life when it is stopped. */
  profile?: string;
}

/** The bundles of a checkout. */
export async function kubets(name: string, { etcd, checkout, profile }: OwnBuild): Promise<Contender> {
  const server = await startMeasuredApiserver({ etcdProgram: etcd, directory: checkout });
  const start = (flags: readonly string[]) =>
    spawn(process.execPath, flags, {
      cwd: checkout,
      stdio: 'ignore',
      env: { ...process.env, ...SERVICE_ENVIRONMENT },
    });
  return {
    name,
    server,
    async startScheduler() {
      const kubeconfig = await server.kubeconfigOf(SCHEDULER);
      return start(['dist/apps/scheduler/main.js', `--kubeconfig=${kubeconfig}`, ...ALONE]);
    },
    async startControllerManager() {
      const kubeconfig = await server.kubeconfigOf(CONTROLLER_MANAGER);
      const profileFlags = profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [];
      const flags = [`--kubeconfig=${kubeconfig}`, ...controllerFlags(server)];
      return start([...profileFlags, 'dist/apps/controller-manager/main.js', ...flags]);
    },
  };
}

/** More than it asks in a second: by itself kube-scheduler binds 52 pods in a second. */
const UNLIMITED = 100_000;

export interface KubernetesPrograms {
  apiserver: string;
  scheduler: string;
  controllerManager?: string;
  etcd?: string;
}

export async function kubernetes(programs: KubernetesPrograms): Promise<Contender> {
  const server = await startMeasuredKubernetes(programs.apiserver, programs.etcd);
  return {
    name: 'Kubernetes',
    server,
    async startScheduler() {
      const kubeconfig = await server.kubeconfigOf(SCHEDULER);
      const configuration = `${kubeconfig}.scheduler`;
      writeFileSync(
        configuration,
        JSON.stringify({
          apiVersion: 'kubescheduler.config.k8s.io/v1',
          kind: 'KubeSchedulerConfiguration',
          clientConnection: { kubeconfig, qps: UNLIMITED, burst: UNLIMITED },
          leaderElection: { leaderElect: false },
        }),
      );
      return spawn(programs.scheduler, [`--config=${configuration}`, '--secure-port=0'], { stdio: 'ignore' });
    },
    async startControllerManager() {
      if (!programs.controllerManager) throw new Error('--kube-controller-manager is wanted');
      // As an administrator: its controllers' rights are those of accounts that it would ask as, each with limits of its own.
      const kubeconfig = await server.kubeconfigOf({ ...CONTROLLER_MANAGER, organizations: ['system:masters'] });
      const limits = [`--kube-api-qps=${UNLIMITED}`, `--kube-api-burst=${UNLIMITED}`];
      const flags = [`--kubeconfig=${kubeconfig}`, ...limits, ...controllerFlags(server)];
      return spawn(programs.controllerManager, flags, { stdio: 'ignore' });
    },
  };
}
