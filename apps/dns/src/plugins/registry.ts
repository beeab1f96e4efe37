import type { Clock, Logger, Metrics } from '@kubets/component';
import type { NameSettings } from '../configuration/name-settings';
import type { Exchange } from '../upstreams/exchange';
import type { UpstreamHealth } from '../upstreams/upstream-health';
import { refused } from '../wire/answer-body';
import { cache } from './cache/cache';
import { errors } from './errors/errors';
import { forward } from './forward/forward';
import { hosts } from './hosts/hosts';
import { kubernetes, type KubernetesPluginOptions } from './kubernetes/kubernetes';
import type { LoopDetection } from './loop/loop';
import { metrics } from './metrics/metrics';
import { chain, type DnsPlugin, type Next } from './plugin';
import { searchPath } from './search-path/search-path';

export interface ChainOptions extends Omit<KubernetesPluginOptions, 'ttl'> {
  settings: NameSettings;
  loop: LoopDetection;
  health: UpstreamHealth;
  exchange: Exchange;
  /** Whether pods are spared the walk along their search path. */
  completeSearchPath: boolean;
  logger: Logger;
  metrics: Metrics;
  clock: Clock;
}

/** The way of a query through the server, in order. */
export function createChain({ settings, ...o }: ChainOptions): Next {
  const plugins: DnsPlugin[] = [
    errors(o),
    metrics({ metrics: o.metrics, nowMs: o.clock.monotonicMs }),
    o.loop.plugin,
    ...(o.completeSearchPath ? [searchPath({ ...settings, hasNamespace: o.hasNamespace })] : []),
    hosts(settings),
    kubernetes({ ...o, ttl: settings.ttl }),
    cache({ cache: settings.cache, clock: o.clock }),
    forward({ ...settings, ...o, leadsBack: o.loop.leadsBack }),
  ];
  return chain(plugins, () => refused);
}
