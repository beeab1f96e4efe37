import type { Logger } from '@kubets/component';
import { createRpcServer, type RpcServerOptions } from '@kubets/rpc';
import type { ClusterInformers } from '../plugins/kubernetes/cluster-informers';
import { discoveryService } from './discovery-service';
import { createResourceSource } from './resources/resource-source';
import type { RouteTable } from './routes/route-table';

export interface XdsServerOptions extends Pick<RpcServerOptions, 'tls' | 'host' | 'port' | 'plaintext'> {
  informers: ClusterInformers;
  zoneName(): string;
  /** GRPCRoutes at Services; absent where none are followed. */
  routes?: RouteTable;
  synced: Promise<void>;
  logger: Logger;
}

export interface XdsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A stream is silent for as long as nothing changes. */
const LONGEST_SILENCE_MS = 2 ** 31 - 1;

/** Tells gRPC clients the endpoints of Services, so that they balance each call themselves. Rejects when the address cannot be had. */
export async function startXdsServer({
  informers,
  zoneName,
  routes,
  synced,
  logger,
  ...o
}: XdsServerOptions): Promise<XdsServer> {
  const server = createRpcServer({ ...o, arrivals: { silenceMs: LONGEST_SILENCE_MS } });
  const source = createResourceSource(informers, zoneName, routes);
  const { definition, implementation } = discoveryService({ source, synced, logger });
  server.addService(definition, implementation);
  const port = await server.start();
  logger.info({ address: o.host, port }, 'Serving xDS');
  // Streams do not end by themselves, and clients come back at once.
  return { port, stop: () => server.stop(0) };
}
