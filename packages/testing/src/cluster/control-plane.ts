import type { Logger } from '@kubets/component';
import type { Store } from '@kubets/store';
import { apiserverConfig } from '@kubets/apps/apiserver/src/config';
import { serveStore } from '@kubets/apps/apiserver/src/serve-store';
import { configSchema as controllerManagerConfig } from '@kubets/apps/controller-manager/src/config';
import { start as startControllerManager } from '@kubets/apps/controller-manager/src/service';
import { config as schedulerConfig } from '@kubets/apps/scheduler/src/config';
import { start as startScheduler } from '@kubets/apps/scheduler/src/service';
import type { TestClock } from '../time/test-clock';
import { kubeconfigOf, type ClusterFiles, type Identity } from './cluster-files';
import type { ComponentName } from './component-names';
import { runInProcess, type RunningService } from './run-in-process';

/** Of this cluster and this process alone; nothing listens anywhere else. */
export const HOST = '127.0.0.1';

/** Where the API server is for pods: an address of the documentation's range (RFC 5737), as endpoints cannot be on loopback. */
const ADVERTISED = '192.0.2.1';

export interface ControlPlaneOptions {
  store: Store;
  files: ClusterFiles;
  admin: Identity;
  clock: TestClock;
  /** The logger of a component. */
  loggerOf(component: string): Logger;
  restPort: number;
  grpcPort: number;
  /** More flags of the API server, without the dashes. */
  apiserverFlags: Readonly<Record<string, string>>;
}

const parsed = <C>(
  schema: { parse(argv: readonly string[], env: Record<string, string>): C },
  flags: Readonly<Record<string, string>>,
): C =>
  schema.parse(
    Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    {},
  );

export interface ControlPlane {
  restPort: number;
  grpcPort: number;
  /** What the API server shows; for 127.0.0.1. */
  serving: Identity;
  /** Runs a component unless it runs. */
  start(component: ComponentName): Promise<void>;
  /** Ends a component, as a crash would, and waits for its end. */
  stop(component: ComponentName): Promise<void>;
  /** Ends everything, the API server last. */
  close(): Promise<void>;
}

/** The API server over the store; resolves when it answers and everything a cluster begins with is there. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { store, files, admin, clock, loggerOf } = options;
  const serving = await files.issue('apiserver', {
    commonName: 'kube-apiserver',
    hosts: ['localhost', HOST, 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
    usages: ['server'],
  });
  const config = parsed(apiserverConfig, {
    'advertise-address': ADVERTISED,
    'bind-address': HOST,
    'secure-port': String(options.restPort),
    'grpc-port': String(options.grpcPort),
    'client-ca-file': files.caFile,
    'tls-cert-file': serving.certFile,
    'tls-private-key-file': serving.keyFile,
    'service-account-signing-key-file': files.signingKeyFile,
    'kubelet-client-certificate': admin.certFile,
    'kubelet-client-key': admin.keyFile,
    'kubelet-certificate-authority': files.caFile,
    ...options.apiserverFlags,
  });
  const apiserver = runInProcess(config, (context) => serveStore(context, store), {
    logger: loggerOf('kube-apiserver'),
    clock,
  });
  const { restPort, grpcPort } = await apiserver.started.catch(async (error: unknown) => {
    await apiserver.stop();
    throw error;
  });
  const running = new Map<ComponentName, RunningService<void>>();

  async function flagsOf(component: ComponentName): Promise<Record<string, string>> {
    const user = `system:kube-${component}`;
    const identity = await files.issue(component, { commonName: user, usages: ['client'] });
    const server = `https://${HOST}:${grpcPort}`;
    const kubeconfig = files.write(`${component}.kubeconfig`, kubeconfigOf(component, server, files.caPem, identity));
    return { kubeconfig, 'leader-elect': 'false', 'secure-port': '0' };
  }

  function run(component: ComponentName, flags: Record<string, string>): RunningService<void> {
    const beside = { logger: loggerOf(`kube-${component}`), clock };
    if (component === 'scheduler') return runInProcess(parsed(schedulerConfig, flags), startScheduler, beside);
    const signing = {
      'root-ca-file': files.caFile,
      'cluster-signing-cert-file': files.caFile,
      'cluster-signing-key-file': files.caKeyFile,
    };
    return runInProcess(parsed(controllerManagerConfig, { ...signing, ...flags }), startControllerManager, beside);
  }

  async function stop(component: ComponentName): Promise<void> {
    const service = running.get(component);
    running.delete(component);
    await service?.stop();
  }

  return {
    restPort,
    grpcPort,
    serving,
    async start(component) {
      if (running.has(component)) return;
      const flags = await flagsOf(component);
      if (!running.has(component)) running.set(component, run(component, flags));
    },
    stop,
    async close() {
      await Promise.all([...running.keys()].map(stop));
      await apiserver.stop();
    },
  };
}
