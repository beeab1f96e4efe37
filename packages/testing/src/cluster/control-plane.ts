import type { Logger } from '@kubets/component';
import type { Store } from '@kubets/store';
import { apiserverConfig } from '@kubets/apps/apiserver/src/config';
import { serveStore } from '@kubets/apps/apiserver/src/serve-store';
import type { TestClock } from '../time/test-clock';
import type { ClusterFiles, Identity } from './cluster-files';
import { parsedFlags } from './parsed-flags';
import { runInProcess } from './run-in-process';

/** Of this cluster and this process alone; nothing listens anywhere else. */
export const HOST = '127.0.0.1';

/** Where the API server is for pods: an address of the documentation's range (RFC 5737), as endpoints cannot be on loopback. */
export const ADVERTISED = '192.0.2.1';

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

/** The API server that runs. */
export interface ControlPlane {
  restPort: number;
  grpcPort: number;
  /** What the API server shows; for 127.0.0.1. */
  serving: Identity;
  close(): Promise<void>;
}

/** The API server over the store; resolves when it answers and everything a cluster begins with is there. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { store, files, admin, clock, loggerOf } = options;
  const serving = files.issue('apiserver', {
    commonName: 'kube-apiserver',
    hosts: ['localhost', HOST, 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
    usages: ['server'],
  });
  const config = parsedFlags(apiserverConfig, {
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
  return { restPort, grpcPort, serving, close: apiserver.stop };
}
