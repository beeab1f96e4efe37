import cluster from 'node:cluster';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import {
  forkWorker,
  metricsOfOthers,
  reportToPrimary,
  startWorkers,
  takeConnections,
  workerNumber,
  type ServiceContext,
} from '@kubets/component';
import type { ApiserverConfig } from './config';
import { serveEtcd } from './serve-etcd';

/**
 * One API server as several processes, which share its ports and nothing else: each has a cache of its own, as several servers over
 * one etcd have. The process that was started answers nothing; it hands out the connections, in turn, and replaces who ends.
 */
export async function startWithWorkers(context: ServiceContext<ApiserverConfig>): Promise<void> {
  if (cluster.isWorker) await startWorker(context);
  else await startPrimary(context);
}

async function startPrimary({ config, clock, logger, onStop }: ServiceContext<ApiserverConfig>): Promise<void> {
  const { listenAddress, workers: count } = config;
  const handOut = (port: number, socket: Socket) => workers.handOut(port, socket);
  const doors = await Promise.all([
    openDoor(listenAddress, config.restPort, handOut),
    openDoor(listenAddress, config.grpcPort, handOut),
  ]);
  const flags = [`--secure-port=${doors[0].port}`, `--grpc-port=${doors[1].port}`];
  const workers = startWorkers({ count, fork: (options) => forkWorker(options, flags), clock, logger });
  onStop(() => {
    for (const door of doors) door.close();
    return workers.stop();
  });
  await workers.port();
}

/** Accepts connections without reading from them. Resolves once it does. @throws Error when it cannot listen */
function openDoor(
  host: string,
  port: number,
  onConnection: (port: number, socket: Socket) => void,
): Promise<{ port: number; close(): void }> {
  return new Promise((resolve, reject) => {
    const server = createServer({ pauseOnConnect: true });
    const own = () => (server.address() as AddressInfo).port;
    server.once('error', reject);
    server.listen(port, host, () => resolve({ port: own(), close: () => server.close() }));
    server.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      onConnection(port || own(), socket);
    });
  });
}

async function startWorker(context: ServiceContext<ApiserverConfig>): Promise<void> {
  const { metrics } = context;
  metrics.addOthers(metricsOfOthers(process), { name: 'worker', value: String(workerNumber()) });
  const server = await serveEtcd(context, takeConnections(process));
  reportToPrimary(process, { port: server.restPort, ready: server.ready, metrics });
}
