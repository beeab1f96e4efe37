import { stringifyJson } from '@kubets/apimachinery';
import { cadvisorMetrics } from './cadvisor-metrics';
import { exposition, EXPOSITION_TYPE, type MetricFamily } from './exposition';
import type { Figures } from './figures';
import { resourceMetrics } from './resource-metrics';
import { summaryOf } from './summary';

export interface StatsAnswer {
  contentType: string;
  body: string;
}

export type StatsRoutes = (path: string, query: URLSearchParams) => Promise<StatsAnswer | undefined>;

/** Who asks again within this time gets the same figures. */
const KEPT_MS = 1_000;

/** Answers /stats/summary, /metrics/resource and /metrics/cadvisor; undefined for any other path. However many ask, the node is looked at once at a time. */
export function createStatsRoutes(o: {
  collect(): Promise<Figures>;
  monotonicMs(): number;
  onError(error: unknown): void;
}): StatsRoutes {
  let last: { sinceMs: number; figures: Promise<Figures> } | undefined;

  function figures(): Promise<Figures> {
    if (last && o.monotonicMs() - last.sinceMs < KEPT_MS) return last.figures;
    const asked = { sinceMs: Infinity, figures: o.collect() };
    // Nobody else begins while it is under way; from its end on it grows old.
    asked.figures.then(
      () => void (asked.sinceMs = o.monotonicMs()),
      () => void (last = undefined),
    );
    last = asked;
    return asked.figures;
  }

  const metrics = async (of: (figures: Figures | undefined) => MetricFamily[]): Promise<StatsAnswer> => {
    const found = await figures().catch((error: unknown) => void o.onError(error));
    return { contentType: EXPOSITION_TYPE, body: exposition(of(found ?? undefined)) };
  };

  return async (path, query) => {
    if (path === '/metrics/resource') return metrics(resourceMetrics);
    if (path === '/metrics/cadvisor') return metrics(cadvisorMetrics);
    if (path !== '/stats/summary' && path !== '/stats/summary/') return undefined;
    const isShort = query.get('only_cpu_and_memory') === 'true';
    return { contentType: 'application/json', body: stringifyJson(summaryOf(await figures(), isShort)) };
  };
}
