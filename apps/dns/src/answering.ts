import type { KubeClient } from '@kubets/client';
import type { Clock, Logger, Metrics } from '@kubets/component';
import type { DnsConfig } from './config';
import { followSettings } from './configuration/follow-settings';
import { readNameSettings } from './configuration/name-settings';
import { createNameServer } from './name-server';
import type { ClusterInformers } from './plugins/kubernetes/cluster-informers';
import { advertisedAddress } from './registration/advertised-address';
import { serveBoth } from './server/both-servers';
import { createRespond } from './server/respond';
import type { Query } from './wire/query';

export interface AnsweringOptions {
  config: Omit<DnsConfig, 'kubeconfig' | 'logLevel'>;
  client: Pick<KubeClient, 'endpointSlices' | 'namespaces' | 'services'>;
  /** Listens only when all names of the cluster are known, for where others answer already. */
  waitsForNames?: boolean;
  metrics: Metrics;
  logger: Logger;
  clock: Clock;
  signal: AbortSignal;
}

/** What answers on a port. */
export interface Answering {
  readonly port: number;
  /** What is followed of the cluster, for others who answer from it. */
  readonly informers: ClusterInformers;
  /** Whether the cluster's names are known; until then they get SERVFAIL. */
  hasSynced(): boolean;
  /** Rejects when the signal aborts first. */
  synced(): Promise<void>;
  zoneName(): string;
  close(): Promise<void>;
}

/** Listens on UDP and TCP and answers, by settings that are followed. Rejects when the address cannot be had or a file is not right. */
export async function startAnswering(o: AnsweringOptions): Promise<Answering> {
  const { config: options, client, metrics, logger, clock, signal } = o;
  const settings = await readNameSettings(options, logger);
  const address = options.advertiseAddress ?? advertisedAddress(options.bindAddress);
  const names = createNameServer({
    settings,
    client,
    clusterDns: options.clusterDns,
    own: { addresses: [...options.clusterDns, ...(address ? [address] : [])], port: options.port },
    completeSearchPath: options.completeSearchPath,
    metrics,
    logger,
    clock,
    signal,
  });
  const droppedAnswers = metrics.counter({
    name: 'kubets_dns_dropped_answers_total',
    help: 'Answers that could not be sent, by transport.',
    labels: ['proto'],
  });
  const listen = {
    address: options.bindAddress,
    respond: createRespond(names.answer),
    dropped: (transport: Query['transport']) => droppedAnswers.labels(transport).inc(),
    logger,
  };
  names.start();
  if (o.waitsForNames) await names.synced();
  const server = await serveBoth({ ...listen, port: options.port });
  names.detectLoops();
  logger.info(
    { address: options.bindAddress, port: server.port, zone: settings.zoneName, upstreams: settings.upstreams },
    'Serving DNS',
  );
  followSettings({ flags: options, settings, apply: names.configure, clock, logger, signal });
  return {
    port: server.port,
    informers: names.informers,
    hasSynced: names.hasSynced,
    synced: names.synced,
    zoneName: names.zoneName,
    close: server.close,
  };
}
