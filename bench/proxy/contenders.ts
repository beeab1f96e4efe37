import { spawn, type ChildProcess } from 'node:child_process';
import { SERVICE_ENVIRONMENT } from '../../apps/cli/src/processes/service-environment';
import type { MeasuredApiserver } from '../apiserver/measured-apiserver';

/** A proxy that is measured as a process. */
export interface Contender {
  name: string;
  start(): Promise<ChildProcess>;
}

const PROXY = { commonName: 'kubernetes-admin', organizations: ['system:masters'] };
export const NODE = 'node-1';
const SHARED_FLAGS = [`--hostname-override=${NODE}`, '--cluster-cidr=10.244.0.0/16', '--proxy-mode=nftables'];

/** The bundle of this checkout. */
export const kubets = (server: MeasuredApiserver): Contender => ({
  name: 'kubets',
  async start() {
    const words = ['dist/apps/proxy/main.js', ...SHARED_FLAGS, `--kubeconfig=${await server.kubeconfigOf(PROXY)}`];
    return spawn(process.execPath, [...words, '--log-level=error'], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, ...SERVICE_ENVIRONMENT },
    });
  },
});

/** What it would set of the whole machine it leaves alone. */
const NO_CONNTRACK_SETTINGS = [
  '--conntrack-max-per-core=0',
  '--conntrack-min=0',
  '--conntrack-tcp-timeout-established=0s',
  '--conntrack-tcp-timeout-close-wait=0s',
];

/** Kubernetes' own, fed from our API server. */
export const kubeProxy = (server: MeasuredApiserver, program: string): Contender => ({
  name: 'kube-proxy',
  async start() {
    const kubeconfig = `--kubeconfig=${await server.kubeconfigOf(PROXY, 'rest')}`;
    return spawn(program, [...SHARED_FLAGS, ...NO_CONNTRACK_SETTINGS, kubeconfig], { stdio: 'ignore' });
  },
});
