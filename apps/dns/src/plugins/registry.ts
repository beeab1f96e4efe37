import type { Clock, Logger, Metrics } from '@kubets/component';
import { refused } from '../wire/answer-body';
import type { Exchange } from '../upstreams/exchange';
import { cache } from './cache/cache';
import { errors } from './errors/errors';
import { forward } from './forward/forward';
import { kubernetes, type KubernetesPluginOptions } from './kubernetes/kubernetes';
import type { LoopDetection } from './loop/loop';
import { metrics } from './metrics/metrics';
import { chain, type DnsPlugin, type Next } from './plugin';
import { searchPath } from './search-path/search-path';

export interface ChainOptions extends KubernetesPluginOptions {
  loop: LoopDetection;
  exchange: Exchange;
  hostSearch: readonly string[];
  /** Whether pods are spared the walk along their search path. */
  completeSearchPath: boolean;
  logger: Logger;
  metrics: Metrics;
  clock: Clock;
}

/** The way of a query through the server, in order. */
export function createChain(o: ChainOptions): Next {
  const plugins: DnsPlugin[] = [
    errors(o),
    metrics({ metrics: o.metrics, nowMs: o.clock.monotonicMs }),
    o.loop.plugin,
    ...(o.completeSearchPath ? [searchPath(o)] : []),
    kubernetes(o),
    cache(o),
    forward({ ...o, upstreams: o.loop.upstreams }),
  ];
  return chain(plugins, () => refused);
}
