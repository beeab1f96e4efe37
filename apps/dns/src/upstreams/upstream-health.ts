import type { Clock, Logger } from '@kubets/component';
import { RECORD_TYPE } from '../wire/constants';
import { ROOT_KEY } from '../wire/names';
import { plainQuestion } from '../wire/query';
import type { Exchange } from './exchange';
import { upstreamText, type Upstream } from './upstream';

/** What is known of resolvers, by what came of asking them. */
export interface UpstreamHealth {
  /** False from the second failure in a row until the resolver answers anything. */
  isUp(upstream: Upstream): boolean;
  answered(upstream: Upstream): void;
  failed(upstream: Upstream, err: unknown): void;
}

export interface UpstreamHealthOptions {
  exchange: Exchange;
  clock: Pick<Clock, 'sleep'>;
  logger: Logger;
  /** Ends the probing. */
  signal: AbortSignal;
}

const FAILURES_TO_SHUN = 2;
const PROBE_EVERY_MS = 500;
const PROBE_TIMEOUT_MS = 1000;

/** Probes a resolver that failed, and only then, with a question every resolver can answer, so that no client's question has to find out when it is back. */
export function createUpstreamHealth({ exchange, clock, logger, signal }: UpstreamHealthOptions): UpstreamHealth {
  const failures = new Map<string, number>();
  const isDown = (name: string) => (failures.get(name) ?? 0) >= FAILURES_TO_SHUN;

  function answered(upstream: Upstream): void {
    const name = upstreamText(upstream);
    if (isDown(name)) logger.info({ upstream: name }, 'Upstream resolver answers again');
    failures.delete(name);
  }

  async function probe(upstream: Upstream): Promise<void> {
    const name = upstreamText(upstream);
    while (isDown(name)) {
      await clock.sleep(PROBE_EVERY_MS, signal);
      if (signal.aborted) return;
      // Any answer will do, be it a refusal.
      const isBack = await exchange(plainQuestion(ROOT_KEY, RECORD_TYPE.NS), upstream, PROBE_TIMEOUT_MS).then(
        () => true,
        () => false,
      );
      if (isBack) answered(upstream);
    }
  }

  return {
    isUp: (upstream) => !isDown(upstreamText(upstream)),
    answered,
    failed(upstream, err) {
      const name = upstreamText(upstream);
      const count = (failures.get(name) ?? 0) + 1;
      failures.set(name, count);
      if (count !== FAILURES_TO_SHUN) return;
      // Once per outage: with it every query for an outside name would say the same.
      logger.warn({ err, upstream: name }, 'Upstream resolver does not answer');
      void probe(upstream);
    },
  };
}
