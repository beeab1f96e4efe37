import type { KubeClient } from '@kubets/client';
import type { Clock, Logger, Metrics } from '@kubets/component';
import type { NameSettings } from './configuration/name-settings';
import type { ClusterInformers } from './plugins/kubernetes/cluster-informers';
import { apexRecords } from './plugins/kubernetes/kubernetes';
import { Zone } from './plugins/kubernetes/zone';
import { createZoneSync } from './plugins/kubernetes/zone-sync';
import { createLoopDetection } from './plugins/loop/loop';
import type { Next } from './plugins/plugin';
import { createChain } from './plugins/registry';
import * as dnsService from './registration/dns-endpoints';
import { exchange } from './upstreams/exchange';
import { withoutLoops } from './upstreams/upstream';
import { createUpstreamHealth } from './upstreams/upstream-health';

export interface NameServerOptions {
  settings: NameSettings;
  client: Pick<KubeClient, 'services' | 'endpointSlices' | 'namespaces'>;
  /** The Service's addresses, one per family. */
  clusterDns: readonly string[];
  /** What this server itself is reached by. */
  own: { addresses: readonly string[]; port: number };
  completeSearchPath: boolean;
  metrics: Metrics;
  logger: Logger;
  clock: Clock;
  signal: AbortSignal;
}

/** Answers by settings that may change while it does. */
export interface NameServer {
  answer: Next;
  readonly informers: ClusterInformers;
  zoneName(): string;
  hasSynced(): boolean;
  synced(): Promise<void>;
  /** Starts to follow the cluster. */
  start(): void;
  /** Looks for resolvers that ask back: queries have to be received by then. */
  detectLoops(): void;
  /** Puts other settings in force; resolves once every query is answered by them. None is lost meanwhile. */
  configure(settings: NameSettings): Promise<void>;
}

/** What answers by one set of settings. */
interface Chain {
  answer: Next;
  detectLoops(): void;
  /** Ends what it does by itself; queries under way are still answered. */
  end(): void;
}

/** Builds a server of names; until it knows the cluster's it answers SERVFAIL for them. */
export function createNameServer(o: NameServerOptions): NameServer {
  const { client, logger, clock, metrics, signal } = o;
  let zone = newZone(o.settings);
  const sync = createZoneSync({ client, zone, logger, clock });
  metrics.gauge({
    name: 'kubets_dns_zone_names',
    help: 'Names that exist in the zone and for reverse lookups.',
    collect: (gauge) => gauge.set(zone.size),
  });

  function newZone({ zoneName, ttl, negativeTtl }: NameSettings): Zone {
    const created = new Zone({
      name: zoneName,
      ttl,
      negativeTtl,
      serial: () => Math.floor(clock.now().getTime() / 1000),
    });
    created.set('apex', apexRecords(zoneName, `${dnsService.NAME}.${dnsService.NAMESPACE}.svc`, o.clusterDns));
    return created;
  }

  /** A chain of its own, with an empty cache, for what was said by other resolvers counts no longer. */
  function chainOf(given: NameSettings): Chain {
    const ending = new AbortController();
    const ended = AbortSignal.any([signal, ending.signal]);
    const withoutOwn = (upstreams: NameSettings['upstreams']) => withoutLoops(upstreams, o.own);
    const settings: NameSettings = {
      ...given,
      upstreams: withoutOwn(given.upstreams),
      forward: given.forward.map((one) => ({ ...one, upstreams: withoutOwn(one.upstreams) })),
    };
    if (settings.upstreams.length === 0)
      logger.warn('No upstream resolvers: names outside the cluster are not answered');
    const upstreams = [settings, ...settings.forward].flatMap((one) => one.upstreams);
    const loop = createLoopDetection({ upstreams, exchange, logger, clock });
    const answer = createChain({
      ...o,
      settings,
      zone,
      hasSynced: sync.hasSynced,
      hasNamespace: sync.hasNamespace,
      loop,
      health: createUpstreamHealth({ exchange, clock, logger, signal: ended }),
      exchange,
    });
    return { answer, detectLoops: () => void loop.detect(ended), end: () => ending.abort() };
  }

  let inForce = o.settings;
  let current = chainOf(inForce);

  return {
    answer: (query) => current.answer(query),
    informers: sync.informers,
    zoneName: () => zone.name,
    hasSynced: sync.hasSynced,
    synced: sync.synced,
    start: () => sync.start(signal),
    detectLoops: () => current.detectLoops(),
    async configure(settings) {
      const isSameZone = (['zoneName', 'ttl', 'negativeTtl'] as const).every((key) => settings[key] === inForce[key]);
      if (!isSameZone) {
        const next = newZone(settings);
        await sync.changeZone(next);
        zone = next;
      }
      current.end();
      current = chainOf(settings);
      current.detectLoops();
      inForce = settings;
    },
  };
}
