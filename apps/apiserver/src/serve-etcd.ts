import type { HandedConnections, ServiceContext } from '@kubets/component';
import { createEtcdStore } from '@kubets/store';
import type { Apiserver } from './apiserver';
import type { ApiserverConfig } from './config';
import { serveStore } from './serve-store';

/** The server as the flags want it, over etcd. Resolves when everything a cluster begins with is there. */
export async function serveEtcd(
  context: ServiceContext<ApiserverConfig>,
  handed?: HandedConnections,
): Promise<Apiserver> {
  const { etcdServers: servers, etcdCaFile, etcdCertFile, etcdKeyFile } = context.config;
  const etcd = createEtcdStore({
    servers,
    ...(etcdCaFile ? { caFile: etcdCaFile } : {}),
    ...(etcdCertFile && etcdKeyFile ? { certFile: etcdCertFile, keyFile: etcdKeyFile } : {}),
  });
  return serveStore(context, etcd, handed);
}
