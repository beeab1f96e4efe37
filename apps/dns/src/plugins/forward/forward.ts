import type { Clock } from '@kubets/component';
import type { ForwardZone } from '../../configuration/names';
import { refused, serverFailure, type AnswerBody } from '../../wire/answer-body';
import { FLAG } from '../../wire/constants';
import { keyOf, parentOf, ROOT_KEY, type NameKey } from '../../wire/names';
import type { Query } from '../../wire/query';
import type { DnsPlugin } from '../plugin';
import type { Exchange } from '../../upstreams/exchange';
import type { Upstream } from '../../upstreams/upstream';
import type { UpstreamHealth } from '../../upstreams/upstream-health';
import { createShares } from './shares';
import { upstreamAnswer } from './upstream-answer';

export interface ForwardOptions {
  /** In order of preference, for names that are in no zone of `forward`. */
  upstreams: readonly Upstream[];
  /** The smallest zone that holds the name counts. */
  forward: readonly ForwardZone[];
  /** Those that lead back here are not asked. */
  leadsBack(upstream: Upstream): boolean;
  health: UpstreamHealth;
  exchange: Exchange;
  clock: Pick<Clock, 'monotonicMs'>;
}

/** Clients wait five seconds; an answer after that is for nobody. */
const ATTEMPT_MS = 1500;
const MOST_ATTEMPTS = 3;
/** When all are away, how often one is asked nevertheless, in case it answers nothing but real questions. */
const TRY_EVERY_MS = 500;
/** Each question holds a socket; beyond this many, clients are better told at once. */
const MOST_IN_FLIGHT = 1000;

/** The resolvers of a zone. */
interface Route {
  upstreams: readonly Upstream[];
  triedMs: number;
}

/** Asks the upstream resolvers of the name's zone, the first that works first. */
export function forward(o: ForwardOptions): DnsPlugin {
  const { health, clock } = o;
  const routes = new Map<NameKey, Route>(
    [{ zone: '.', upstreams: o.upstreams }, ...o.forward].map(({ zone, upstreams }) => [
      keyOf(zone),
      { upstreams, triedMs: -Infinity },
    ]),
  );
  const inFlight = createShares(MOST_IN_FLIGHT);

  function routeOf(key: NameKey): Route {
    for (let zone: NameKey | undefined = key; zone !== undefined && zone !== ROOT_KEY; zone = parentOf(zone)) {
      const route = routes.get(zone);
      if (route) return route;
    }
    return routes.get(ROOT_KEY)!;
  }

  function choices(route: Route): Upstream[] {
    const all = route.upstreams.filter((upstream) => !o.leadsBack(upstream));
    const working = all.filter(health.isUp);
    if (working.length > 0) return [...working, ...all.filter((upstream) => !health.isUp(upstream))];
    const nowMs = clock.monotonicMs();
    if (all.length === 0 || nowMs - route.triedMs < TRY_EVERY_MS) return [];
    route.triedMs = nowMs;
    return [all[0]!];
  }

  async function ask(query: Query): Promise<AnswerBody> {
    const order = choices(routeOf(query.key));
    // A single upstream gets a second chance, for UDP may lose a packet.
    const attempts = order.length === 1 ? 2 : Math.min(MOST_ATTEMPTS, order.length);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const upstream = order[attempt % order.length]!;
      try {
        const answer = upstreamAnswer(await o.exchange(query, upstream, ATTEMPT_MS));
        health.answered(upstream);
        return answer;
      } catch (err) {
        health.failed(upstream, err);
      }
    }
    return serverFailure;
  }

  return {
    name: 'forward',
    serve(query) {
      // Without recursion there is nothing this server could say about names that are not its own.
      if (!(query.flags & FLAG.recursionDesired)) return refused;
      if (!inFlight.enter(query.client)) return serverFailure;
      return ask(query).finally(() => inFlight.leave(query.client));
    },
  };
}
