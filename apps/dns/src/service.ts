import cluster from 'node:cluster';
import { openKubeClient, startInformers } from '@kubets/client';
import {
  expositionOfWorker,
  forkWorker,
  REPLACES_VARIABLE,
  reportToPrimary,
  startWorkers,
  type ServiceContext,
} from '@kubets/component';
import { endpoints, endpointSlices, namespaces, services } from '@kubets/proto-gen/services';
import { startAnswering } from './answering';
import { config, type DnsConfig } from './config';
import { readNameSettings } from './configuration/name-settings';
import { startDnsService, type DnsService } from './dns-service';
import { createClusterInformers } from './plugins/kubernetes/cluster-informers';
import { startRegistration } from './registration/registration';
import { startConfiguredXds } from './xds/configured-xds';

export async function start(context: ServiceContext<DnsConfig>): Promise<void> {
  if (cluster.isWorker) await startWorker(context);
  else if (context.config.workers > 1) await startPrimary(context);
  else await startAlone(context);
}

/** Answers by itself; resolves to what answers. */
export async function startAlone({
  config: options,
  onStop,
  ...context
}: ServiceContext<DnsConfig>): Promise<DnsService> {
  const client = await openKubeClient(
    options.kubeconfig,
    { endpoints, endpointSlices, namespaces, services },
    { component: config.name },
  );
  const service = await startDnsService({ config: options, client, ...context });
  onStop(() => service.stop());
  const { logger, clock, signal } = context;
  await startConfiguredXds({ config: options, onStop, ...service, logger, clock, signal });
  return service;
}

/** Answers beside others, which the primary looks after. */
async function startWorker({ config: options, onStop, ...context }: ServiceContext<DnsConfig>): Promise<void> {
  const client = await openKubeClient(
    options.kubeconfig,
    { endpointSlices, namespaces, services },
    { component: config.name },
  );
  const waitsForNames = Boolean(process.env[REPLACES_VARIABLE]);
  const answering = await startAnswering({ config: options, client, waitsForNames, ...context });
  onStop(() => answering.close());
  reportToPrimary(process, { port: answering.port, ready: answering.synced(), metrics: context.metrics });
}

/** Answers nothing itself: it registers the workers as one server, and speaks for their health and metrics. */
async function startPrimary({
  config: options,
  onStop,
  health,
  metrics,
  logger,
  clock,
  signal,
}: ServiceContext<DnsConfig>): Promise<void> {
  const { zoneName } = await readNameSettings(options, logger);
  const client = await openKubeClient(
    options.kubeconfig,
    { endpoints, endpointSlices, namespaces, services },
    { component: config.name },
  );
  if (options.xdsPort > 0) {
    const informers = createClusterInformers(client, { logger, clock });
    const synced = startInformers(informers, signal).then(() => undefined);
    await startConfiguredXds({
      config: options,
      onStop,
      informers,
      synced: () => synced,
      zoneName: () => zoneName,
      logger,
      clock,
      signal,
    });
  }
  const workers = startWorkers({
    count: options.workers,
    fork: (options) => forkWorker(options, ['--secure-port=0']),
    clock,
    logger,
  });
  health.addCheck(
    'workers',
    () => {
      if (workers.ready() === 0) throw new Error('no worker knows the names of the cluster');
    },
    { kinds: ['readyz'] },
  );
  metrics.addOthers(async () => (await workers.metrics()).map(expositionOfWorker));
  let leave = async (): Promise<void> => undefined;
  onStop(async () => {
    await leave();
    await workers.stop();
  });
  leave = startRegistration({
    config: options,
    client,
    port: await workers.port(),
    synced: workers.firstReady(),
    zoneName: () => zoneName,
    logger,
    clock,
    signal,
  });
}
