import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { mergedExposition, type Exposition } from './merged-exposition';
import { collectProcessMetrics } from './process-metrics';

export type { Counter, Gauge, Histogram } from 'prom-client';

/** Metrics of one process. Asking for a name again returns the same metric, so parts may share one. */
export interface Metrics {
  counter<L extends string = never>(o: { name: string; help: string; labels?: readonly L[] }): Counter<L>;
  gauge<L extends string = never>(o: {
    name: string;
    help: string;
    labels?: readonly L[];
    collect?: (gauge: Gauge<L>) => void;
  }): Gauge<L>;
  /** buckets are in the unit of the metric, which is seconds for durations. */
  histogram<L extends string = never>(o: {
    name: string;
    help: string;
    labels?: readonly L[];
    buckets?: readonly number[];
  }): Histogram<L>;
  /** Adds what other processes count to every exposition, for one that others answer beside. */
  addOthers(others: () => Promise<readonly Exposition[]>): void;
  /** The exposition text for /metrics. */
  render(): Promise<{ contentType: string; body: string }>;
}

/** processMetrics (CPU, memory, event loop, garbage collection) are on by default; tests turn them off. */
export function createMetrics(o: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (o.processMetrics ?? true) collectProcessMetrics(registry);

  const others: (() => Promise<readonly Exposition[]>)[] = [];

  function once<M>(name: string, create: () => M): M {
    return (registry.getSingleMetric(name) as M | undefined) ?? create();
  }

  return {
    counter: <L extends string>({ name, help, labels = [] }: { name: string; help: string; labels?: readonly L[] }) =>
      once(name, () => new Counter<L>({ name, help, labelNames: labels, registers: [registry] })),
    gauge: <L extends string>({
      name,
      help,
      labels = [],
      collect,
    }: {
      name: string;
      help: string;
      labels?: readonly L[];
      collect?: (gauge: Gauge<L>) => void;
    }) =>
      once(name, () => {
        const gauge: Gauge<L> = new Gauge<L>({
          name,
          help,
          labelNames: labels,
          registers: [registry],
          ...(collect && { collect: () => collect(gauge) }),
        });
        return gauge;
      }),
    histogram: <L extends string>({
      name,
      help,
      labels = [],
      buckets,
    }: {
      name: string;
      help: string;
      labels?: readonly L[];
      buckets?: readonly number[];
    }) =>
      once(
        name,
        () =>
          new Histogram<L>({
            name,
            help,
            labelNames: labels,
            registers: [registry],
            ...(buckets && { buckets: [...buckets] }),
          }),
      ),
    addOthers: (source) => void others.push(source),
    render: shared(async () => {
      const own = await registry.metrics();
      const found = (await Promise.all(others.map((source) => source()))).flat();
      return { contentType: registry.contentType, body: found.length > 0 ? mergedExposition(own, found) : own };
    }),
  };
}

/** Asked for by many in one turn of the event loop it is made once, in the next: so each gets what was true after it asked. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | undefined;
  return () =>
    (next ??= new Promise((resolve) =>
      setImmediate(() => {
        next = undefined;
        resolve(make());
      }),
    ));
}
