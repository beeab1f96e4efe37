import { createTrafficRates, type Traffic } from './traffic-rates';
import type { TrackedFlow } from './parse-flow';

/** Of edges: those with the most bytes and connections. */
const MOST_EDGES = 2000;
/** Who asks again within this time gets the same, so that rates are of a time worth comparing. */
const KEPT_MS = 1000;

/** What goes through this node, as it changed since it was asked for last; however many ask, it is looked at once at a time. */
export function createNodeTraffic(o: {
  read(): Promise<{ flows: TrackedFlow[]; cut: boolean }>;
  monotonicMs(): number;
}): () => Promise<Traffic> {
  const rates = createTrafficRates();
  let last: { endMs: number; traffic: Promise<Traffic> } | undefined;

  async function look(): Promise<Traffic> {
    const { flows, cut } = await o.read();
    const { seconds, edges } = rates.next(flows, o.monotonicMs());
    const weight = (edge: Traffic['edges'][number]) => edge.bytesPerSecond + edge.connectionsPerSecond + edge.open;
    const kept = edges.length > MOST_EDGES ? edges.sort((a, b) => weight(b) - weight(a)).slice(0, MOST_EDGES) : edges;
    return { seconds, edges: kept, cut: cut || kept.length < edges.length };
  }

  return () => {
    if (last && o.monotonicMs() - last.endMs < KEPT_MS) return last.traffic;
    const asked = { endMs: Infinity, traffic: look() };
    asked.traffic.then(
      () => void (asked.endMs = o.monotonicMs()),
      () => void (last = undefined),
    );
    last = asked;
    return asked.traffic;
  };
}
