import { readFileSync } from 'node:fs';
import type { KubeClient } from '@kubets/client';
import type { Clock, ConfigOf, Health, Logger, Metrics } from '@kubets/component';
import type { config } from './config';
import { apexRecords } from './plugins/kubernetes/kubernetes';
import { Zone } from './plugins/kubernetes/zone';
import { createZoneSync } from './plugins/kubernetes/zone-sync';
import { createLoopDetection } from './plugins/loop/loop';
import { createChain } from './plugins/registry';
import { advertisedAddress } from './registration/advertised-address';
import * as dnsService from './registration/dns-endpoints';
import { probePeer } from './registration/probe-peer';
import { createRegistrar } from './registration/registrar';
import { createRespond } from './server/respond';
import { serveTcp } from './server/tcp-server';
import { serveUdp } from './server/udp-server';
import { exchange } from './upstreams/exchange';
import type { Query } from './wire/query';
import { parseResolvConf, parseUpstream, withoutLoops, type ResolvConf, type Upstream } from './upstreams/upstream';

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
  const zoneName = options.clusterDomain.toLowerCase().replace(/\.$/, '');
  const zone = new Zone({ name: zoneName, ttl: options.ttl, serial: () => Math.floor(clock.now().getTime() / 1000) });
  zone.set('apex', apexRecords(zoneName, `${dnsService.NAME}.${dnsService.NAMESPACE}.svc`, options.clusterDns));
  const sync = createZoneSync({ client, zone, zoneName, logger, clock });
  health.addCheck(
    'zone-sync',
    () => {
      if (!sync.hasSynced())
        throw new Error('the first lists of Services, EndpointSlices and namespaces are not complete');
    },
    { kinds: ['readyz'] },
  );
  metrics.gauge({
    name: 'kubets_dns_zone_names',
    help: 'Names that exist in the zone and for reverse lookups.',
    collect: (gauge) => gauge.set(zone.size),
  });

  const address = options.advertiseAddress ?? advertisedAddress(options.bindAddress);
  const resolvConf = readResolvConf(options.resolvConf, logger);
  const upstreams = withoutLoops(upstreamsOf(options.upstream, resolvConf), {
    addresses: [...options.clusterDns, ...(address ? [address] : [])],
    port: options.port,
  });
  if (upstreams.length === 0)
    logger.warn(
      { resolvConf: options.resolvConf },
      'No upstream resolvers: names outside the cluster are not answered',
    );
  const loop = createLoopDetection({ upstreams, exchange, logger, clock });

  const answer = createChain({
    zone,
    zoneName,
    ttl: options.ttl,
    hasSynced: sync.hasSynced,
    hasNamespace: sync.hasNamespace,
    loop,
    exchange,
    hostSearch: resolvConf.search,
    completeSearchPath: options.completeSearchPath,
    logger,
    metrics,
    clock,
  });
  const droppedAnswers = metrics.counter({
    name: 'kubets_dns_dropped_answers_total',
    help: 'Answers that could not be sent, by transport.',
    labels: ['proto'],
  });
  const listen = {
    address: options.bindAddress,
    respond: createRespond(answer),
    dropped: (transport: Query['transport']) => droppedAnswers.labels(transport).inc(),
    logger,
  };
  const udp = await serveUdp({ ...listen, port: options.port });
  const tcp = await serveTcp({ ...listen, port: udp.port });
  logger.info({ address: options.bindAddress, port: udp.port, zone: zoneName, upstreams }, 'Serving DNS');

  sync.start(signal);
  const registrar = address
    ? createRegistrar({
        client,
        instance: { address, port: udp.port, metricsPort: options.securePort },
        clusterDns: options.clusterDns,
        answers: (peer) => probePeer(peer, zoneName),
        clock,
        logger,
      })
    : undefined;
  if (!registrar)
    logger.error(
      'Not registered with Service kube-dns, because no address is known that pods could reach; --advertise-address names one',
    );
  // Pods must not be sent here before there is something to answer.
  const registering = sync.synced().then(
    () => registrar?.run(signal),
    (err: unknown) => {
      if (!signal.aborted) throw err;
    },
  );
  void loop.detect(signal);

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

function readResolvConf(path: string, logger: Logger): ResolvConf {
  try {
    return parseResolvConf(readFileSync(path, 'utf8'));
  } catch (err) {
    // Cluster names are answered without it.
    logger.warn({ err, path }, 'Cannot read --resolv-conf');
    return { nameservers: [], search: [] };
  }
}

function upstreamsOf(given: readonly string[] | undefined, { nameservers }: ResolvConf): Upstream[] {
  return (given && given.length > 0 ? given : nameservers).flatMap((text) => parseUpstream(text) ?? []);
}
