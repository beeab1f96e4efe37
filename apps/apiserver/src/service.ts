import type { ServiceContext } from '@kubets/component';
import { createEtcdStore } from '@kubets/store';
import type { ApiserverConfig } from './config';
import { serveStore } from './serve-store';

export async function start(context: ServiceContext<ApiserverConfig>): Promise<void> {
  const { etcdServers: servers, etcdCaFile, etcdCertFile, etcdKeyFile } = context.config;
  const etcd = createEtcdStore({
    servers,
    ...(etcdCaFile ? { caFile: etcdCaFile } : {}),
    ...(etcdCertFile && etcdKeyFile ? { certFile: etcdCertFile, keyFile: etcdKeyFile } : {}),
  });
  await serveStore(context, etcd);
}
