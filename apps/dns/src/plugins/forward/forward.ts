import type { Clock, Logger } from '@kubets/component';
import { refused, serverFailure, type AnswerBody } from '../../wire/answer-body';
import { flag } from '../../wire/constants';
import { nameOfKey } from '../../wire/names';
import type { Query } from '../../wire/query';
import type { DnsPlugin } from '../plugin';
import type { Exchange } from '../../upstreams/exchange';
import { createShares } from './shares';
import { upstreamAnswer } from './upstream-answer';
import { upstreamText, type Upstream } from '../../upstreams/upstream';

export interface ForwardOptions {
  /** In order of preference; read for each query, so that it may shrink. */
  upstreams: () => readonly Upstream[];
  exchange: Exchange;
  clock: Pick<Clock, 'monotonicMs'>;
  logger: Logger;
}

/** Clients wait five seconds; an answer after that is for nobody. */
const ATTEMPT_MS = 1500;
const MOST_ATTEMPTS = 3;
const FAILURES_TO_SHUN = 2;
/** An upstream that failed so often in a row is the last choice for this long. */
const SHUN_MS = 5000;
/** When all have failed lately, how often one is tried nevertheless. */
const PROBE_EVERY_MS = 500;
/** Each question holds a socket; beyond this many, clients are better told at once. */
const MOST_IN_FLIGHT = 1000;

interface Health {
  failures: number;
  failedMs: number;
}

/** Asks the upstream resolvers, the first that works first. */
export function forward({ upstreams, exchange, clock, logger }: ForwardOptions): DnsPlugin {
  const health = new Map<string, Health>();
  const inFlight = createShares(MOST_IN_FLIGHT);
  let probedMs = -Infinity;

  const isShunned = (upstream: Upstream) => {
    const state = health.get(upstreamText(upstream));
    return state !== undefined && state.failures >= FAILURES_TO_SHUN && clock.monotonicMs() - state.failedMs < SHUN_MS;
  };

  function choices(): Upstream[] {
    const all = upstreams();
    const working = all.filter((upstream) => !isShunned(upstream));
    if (working.length > 0) return [...working, ...all.filter(isShunned)];
    const nowMs = clock.monotonicMs();
    if (all.length === 0 || nowMs - probedMs < PROBE_EVERY_MS) return [];
    probedMs = nowMs;
    return [all[0]!];
  }

  async function ask(query: Query): Promise<AnswerBody> {
    const order = choices();
    // A single upstream gets a second chance, for UDP may lose a packet.
    const attempts = order.length === 1 ? 2 : Math.min(MOST_ATTEMPTS, order.length);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const upstream = order[attempt % order.length]!;
      const name = upstreamText(upstream);
      try {
        const answer = upstreamAnswer(await exchange(query, upstream, ATTEMPT_MS));
        if ((health.get(name)?.failures ?? 0) >= FAILURES_TO_SHUN)
          logger.info({ upstream: name }, 'Upstream resolver answers again');
        health.delete(name);
        return answer;
      } catch (err) {
        const failures = (health.get(name)?.failures ?? 0) + 1;
        health.set(name, { failures, failedMs: clock.monotonicMs() });
        // Once per outage: with it every query for an outside name would say the same.
        if (failures === FAILURES_TO_SHUN)
          logger.warn({ err, upstream: name, name: nameOfKey(query.key) }, 'Upstream resolver does not answer');
      }
    }
    return serverFailure;
  }

  return {
    name: 'forward',
    serve(query) {
      // Without recursion there is nothing this server could say about names that are not its own.
      if (!(query.flags & flag.recursionDesired)) return refused;
      if (!inFlight.enter(query.client)) return serverFailure;
      return ask(query).finally(() => inFlight.leave(query.client));
    },
  };
}
