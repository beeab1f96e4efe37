import { StatusError } from '@kubets/apimachinery';
import type { TrafficEdge } from '../protocol/traffic';
import { listPath, objectPath } from '../cluster/paths';
import type { OperationContext, Run } from './operation';

const NODES = { group: '', version: 'v1', resource: 'nodes' };
const EVERY_MS = 2000;
/** A node that does not tell is asked again after so many looks. */
const PATIENCE = 15;

interface NodeTraffic {
  seconds: number;
  edges: {
    source: string;
    destination: string;
    port: number;
    protocol: string;
    backend: string;
    connectionsPerSecond: number;
    bytesPerSecond: number;
    errorsPerSecond: number;
  }[];
}

/** Asks every node by way of the API server, which takes the right `get` on `nodes/proxy`. */
export const runTraffic: Run<'traffic'> = async (_, context) => {
  const { api, answer, signal, clock } = context;
  const told = createTold(context);
  const waits = new Map<string, number>();
  while (!signal.aborted) {
    const { items = [] } = await api.json<{ items?: { metadata?: { name?: string } }[] }>(listPath(NODES), { signal });
    const names = items.flatMap(({ metadata }) => metadata?.name ?? []);
    const edges = new Map<string, TrafficEdge>();
    await Promise.all(
      names.map(async (node) => {
        const wait = waits.get(node) ?? 0;
        if (wait > 0) return waits.set(node, wait - 1);
        try {
          const path = `${objectPath({ ...NODES, namespace: '', name: node })}/proxy/stats/traffic`;
          for (const edge of (await api.json<NodeTraffic>(path, { signal })).edges) put(edges, node, edge);
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
          if (signal.aborted || error.code === 403) throw error;
          answer({ type: 'denied', what: `traffic of ${node}`, message: error.message });
          waits.set(node, PATIENCE);
        }
      }),
    );
    told(edges);
    await context.room();
    await clock.sleep(EVERY_MS, signal);
  }
};

/** Ports of backends tell nothing that is drawn: what differs in them alone is one. */
function put(edges: Map<string, TrafficEdge>, node: string, edge: NodeTraffic['edges'][number]): void {
  const { source, destination, port, protocol, backend } = edge;
  const key = [node, source, destination, port, protocol, backend].join(' ');
  const found = edges.get(key);
  edges.set(key, {
    node,
    source,
    destination,
    port,
    protocol,
    backend,
    connections: rounded((found?.connections ?? 0) + edge.connectionsPerSecond),
    bytes: rounded((found?.bytes ?? 0) + edge.bytesPerSecond),
    errors: rounded((found?.errors ?? 0) + edge.errorsPerSecond),
  });
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Tells what is not as it was told last. */
function createTold(context: OperationContext): (edges: ReadonlyMap<string, TrafficEdge>) => void {
  const changes = context.changes<TrafficEdge>('traffic');
  const last = new Map<string, string>();
  return (edges) => {
    for (const key of last.keys())
      if (!edges.has(key)) {
        last.delete(key);
        changes.gone(key);
      }
    for (const [key, edge] of edges) {
      const text = JSON.stringify(edge);
      if (last.get(key) === text) continue;
      last.set(key, text);
      changes.set(key, edge);
    }
  };
}
