import type { TrackedFlow } from './parse-flow';

/** Who talks to whom, all connections of the same kind together. */
export interface TrafficEdge {
  source: string;
  destination: string;
  port: number;
  protocol: TrackedFlow['protocol'];
  backend: string;
  backendPort: number;
  /** Connections that the kernel knows now, those that have ended a while ago among them. */
  open: number;
  connectionsPerSecond: number;
  bytesPerSecond: number;
  errorsPerSecond: number;
}

export interface Traffic {
  /** What the rates are of; 0 the first time, when there is nothing to compare with. */
  seconds: number;
  edges: TrafficEdge[];
  /** More connections, or edges, than are looked at. */
  cut: boolean;
}

/** Compares what is tracked now with what was tracked before. */
export interface TrafficRates {
  next(flows: readonly TrackedFlow[], nowMs: number): Omit<Traffic, 'cut'>;
}

export function createTrafficRates(): TrafficRates {
  let before: { atMs: number; bytes: Map<string, number>; failed: Set<string> } | undefined;
  return {
    next(flows, nowMs) {
      const seconds = before ? Math.max(0.001, (nowMs - before.atMs) / 1000) : 0;
      const edges = new Map<string, TrafficEdge>();
      for (const flow of flows) {
        const edge = edgeOf(edges, flow);
        edge.open += 1;
        if (!before) continue;
        const known = before.bytes.get(flow.id);
        if (known === undefined) edge.connectionsPerSecond += 1 / seconds;
        // A number that the kernel gave to another connection counts from nothing.
        edge.bytesPerSecond += (flow.bytes - (known !== undefined && known <= flow.bytes ? known : 0)) / seconds;
        if (flow.failed && !before.failed.has(flow.id)) edge.errorsPerSecond += 1 / seconds;
      }
      before = {
        atMs: nowMs,
        bytes: new Map(flows.map(({ id, bytes }) => [id, bytes])),
        failed: new Set(flows.flatMap(({ id, failed }) => (failed ? [id] : []))),
      };
      return { seconds, edges: [...edges.values()] };
    },
  };
}

function edgeOf(edges: Map<string, TrafficEdge>, flow: TrackedFlow): TrafficEdge {
  const { source, destination, port, protocol, backend, backendPort } = flow;
  const key = `${source} ${destination} ${port} ${protocol} ${backend} ${backendPort}`;
  const found = edges.get(key);
  if (found) return found;
  const edge: TrafficEdge = {
    source,
    destination,
    port,
    protocol,
    backend,
    backendPort,
    open: 0,
    connectionsPerSecond: 0,
    bytesPerSecond: 0,
    errorsPerSecond: 0,
  };
  edges.set(key, edge);
  return edge;
}
