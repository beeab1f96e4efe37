import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { SERVICE_ENVIRONMENT } from '../../apps/cli/src/processes/service-environment';
import { startMeasuredApiserver, type MeasuredApiserver } from '../apiserver/measured-apiserver';
import { startMeasuredKubernetes } from '../apiserver/measured-kubernetes';

/** An API server, and a scheduler that is started when the nodes are there. */
export interface Contender {
  name: string;
  server: MeasuredApiserver;
  startScheduler(): Promise<ChildProcess>;
}

const SCHEDULER = { commonName: 'system:kube-scheduler' };

/** The bundles of a checkout; of this one unless given. */
export async function kubets(
  name: string,
  { etcd, checkout }: { etcd?: string; checkout?: string },
): Promise<Contender> {
  const server = await startMeasuredApiserver({ etcdProgram: etcd, directory: checkout });
  return {
    name,
    server,
    async startScheduler() {
      const flags = [`--kubeconfig=${await server.kubeconfigOf(SCHEDULER)}`, '--leader-elect=false', '--secure-port=0'];
      return spawn(process.execPath, ['dist/apps/scheduler/main.js', ...flags], {
        cwd: checkout,
        stdio: 'ignore',
        env: { ...process.env, ...SERVICE_ENVIRONMENT },
      });
    },
  };
}

/** More than it asks in a second: by itself kube-scheduler binds 52 pods in a second. */
const UNLIMITED = 100_000;

export async function kubernetes(programs: {
  apiserver: string;
  scheduler: string;
  etcd?: string;
}): Promise<Contender> {
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
  };
}
