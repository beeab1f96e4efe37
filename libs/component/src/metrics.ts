import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { expositionOf } from './exposition';
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
  /**
   * Adds what other processes count to every exposition, for one that others answer beside; `ownLabel` tells what this one counts
   * apart from that.
   */
  addOthers(others: () => Promise<readonly Exposition[]>, ownLabel?: Exposition['label']): void;
  /**
   * The exposition text for /metrics, as it is at some time after it was asked for. It is made at most a tenth of the time: who asks
   * more often waits, and all that wait get the same, which they must not change.
   */
  render(): Promise<{ contentType: string; body: Buffer }>;
  /** What this process alone counts, without a label of its own. */
  renderOwn(): Promise<string>;
}

/** processMetrics (CPU, memory, event loop, garbage collection) are on by default; tests turn them off. */
export function createMetrics(o: { processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (o.processMetrics ?? true) collectProcessMetrics(registry);

  const others: (() => Promise<readonly Exposition[]>)[] = [];
  let own: Exposition['label'] | undefined;

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
    addOthers(source, ownLabel) {
      others.push(source);
      own ??= ownLabel;
    },
    renderOwn: () => expositionOf(registry),
    render: shared(async () => {
      const text = await expositionOf(registry);
      const found = (await Promise.all(others.map((source) => source()))).flat();
      const body = found.length > 0 || own ? mergedExposition(text, found, own) : text;
      return { contentType: registry.contentType, body: Buffer.from(body) };
    }),
  };
}

/** So many times as long as making it took nothing is made, */
const REST = 9;
/** but at most so long. */
const MAX_REST_MS = 500;

/** Asked for by many it is made once, after they asked: in the next turn of the event loop, or when the last making is long enough ago. */
function shared<T>(make: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | undefined;
  let making: Promise<unknown> = Promise.resolve();
  let restsUntil = 0;

  async function made(): Promise<T> {
    await making;
    const restMs = restsUntil - performance.now();
    if (restMs > 1) await sleep(restMs);
    else await immediate();
    // Who asks from here on may see something newer.
    next = undefined;
    const begun = performance.now();
    const result = make();
    making = result
      .catch(() => undefined)
      .then(() => {
        const now = performance.now();
        restsUntil = now + Math.min((now - begun) * REST, MAX_REST_MS);
      });
    return result;
  }

  return () => (next ??= made());
}
