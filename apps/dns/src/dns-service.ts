import type { KubeClient } from '@kubets/client';
import type { Clock, ConfigOf, Health, Logger, Metrics } from '@kubets/component';
import type { config } from './config';
import { followSettings } from './configuration/follow-settings';
import { readNameSettings } from './configuration/name-settings';
import { createNameServer } from './name-server';
import { advertisedAddress } from './registration/advertised-address';
import { probePeer } from './registration/probe-peer';
import { createRegistrar } from './registration/registrar';
import { createRespond } from './server/respond';
import { serveTcp } from './server/tcp-server';
import { serveUdp } from './server/udp-server';
import type { Query } from './wire/query';

export interface DnsServiceOptions {
  config: Omit<ConfigOf<(typeof config)['options']>, 'kubeconfig' | 'logLevel'>;
  client: KubeClient<'endpoints' | 'endpointSlices' | 'namespaces' | 'services'>;
  health: Health;
  metrics: Metrics;
  logger: Logger;
  clock: Clock;
  signal: AbortSignal;
}

export interface DnsService {
  readonly port: number;
  /** Leaves the Service first, then stops answering. */
  stop(): Promise<void>;
}

const LAME_DUCK_MS = 1000;

/** Builds and starts the whole server; it answers SERVFAIL for cluster names until it knows them. */
export async function startDnsService({
  config: options,
  client,
  health,
  metrics,
  logger,
  clock,
  signal,
}: DnsServiceOptions): Promise<DnsService> {
  const settings = readNameSettings(options, logger);
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
  health.addCheck(
    'zone-sync',
    () => {
      if (!names.hasSynced())
        throw new Error('the first lists of Services, EndpointSlices and namespaces are not complete');
    },
    { kinds: ['readyz'] },
  );
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
  const udp = await serveUdp({ ...listen, port: options.port });
  const tcp = await serveTcp({ ...listen, port: udp.port });
  logger.info(
    { address: options.bindAddress, port: udp.port, zone: settings.zoneName, upstreams: settings.upstreams },
    'Serving DNS',
  );

  names.start();
  followSettings({ flags: options, settings, apply: names.configure, clock, logger, signal });
  const registrar = address
    ? createRegistrar({
        client,
        instance: { address, port: udp.port, metricsPort: options.securePort },
        clusterDns: options.clusterDns,
        answers: (peer) => probePeer(peer, names.zoneName()),
        clock,
        logger,
      })
    : undefined;
  if (!registrar)
    logger.error(
      'Not registered with Service kube-dns, because no address is known that pods could reach; --advertise-address names one',
    );
  // Pods must not be sent here before there is something to answer.
  const registering = names.synced().then(
    () => registrar?.run(signal),
    (err: unknown) => {
      if (!signal.aborted) throw err;
    },
  );

  return {
    port: udp.port,
    async stop() {
      await registering;
      // Until the proxies know, pods are still sent here.
      if (await registrar?.leave()) await clock.sleep(LAME_DUCK_MS);
      await Promise.all([udp.close(), tcp.close()]);
    },
  };
}
