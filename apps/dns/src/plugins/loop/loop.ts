import { randomBytes } from 'node:crypto';
import type { Clock, Logger } from '@kubets/component';
import { refused } from '../../wire/answer-body';
import { RECORD_TYPE } from '../../wire/constants';
import { keyOf, type NameKey } from '../../wire/names';
import { plainQuestion } from '../../wire/query';
import type { Exchange } from '../../upstreams/exchange';
import { upstreamText, type Upstream } from '../../upstreams/upstream';
import type { DnsPlugin } from '../plugin';

export interface LoopOptions {
  upstreams: readonly Upstream[];
  exchange: Exchange;
  logger: Logger;
  clock: Pick<Clock, 'sleep'>;
}

export interface LoopDetection {
  plugin: DnsPlugin;
  /** Whether the upstream is known to forward to this server. */
  leadsBack(upstream: Upstream): boolean;
  /** Asks each upstream for a name nobody else knows; one through which it comes back here is dropped. */
  detect(signal: AbortSignal): Promise<void>;
}

const PROBE_ZONE = 'loop-check.kubets.invalid';
const PROBES = 3;
const BETWEEN_PROBES_MS = 2000;

/** Finds upstreams that forward to this very server: each query to them would come back until all sockets are used up. */
export function createLoopDetection({ upstreams, exchange, logger, clock }: LoopOptions): LoopDetection {
  const looping = new Set<string>();
  const leadsBack = (upstream: Upstream) => looping.has(upstreamText(upstream));
  const tokens = new Map<NameKey, Upstream>(
    upstreams.map((upstream) => [keyOf(`${randomBytes(12).toString('hex')}.${PROBE_ZONE}`), upstream]),
  );

  return {
    leadsBack,
    plugin: {
      name: 'loop',
      serve(query, next) {
        const upstream = query.type === RECORD_TYPE.HINFO ? tokens.get(query.key) : undefined;
        if (!upstream) return next(query);
        if (!leadsBack(upstream)) {
          looping.add(upstreamText(upstream));
          logger.error(
            { upstream: upstreamText(upstream) },
            'Upstream resolver forwards to this server and is not used; --upstream, --names-file or --resolv-conf should name another',
          );
        }
        return refused;
      },
    },
    async detect(signal) {
      for (const [key, upstream] of tokens) {
        for (let attempt = 0; attempt < PROBES && !signal.aborted && !leadsBack(upstream); attempt++) {
          const answered = await exchange(plainQuestion(key, RECORD_TYPE.HINFO), upstream, BETWEEN_PROBES_MS).then(
            () => true,
            // An upstream that is away cannot loop now; forward reports it when somebody needs it.
            () => false,
          );
          if (answered) break;
          await clock.sleep(BETWEEN_PROBES_MS, signal);
        }
      }
    },
  };
}
