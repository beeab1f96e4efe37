import type { Endpoint } from './endpoint';
import type { NodeView } from './node-view';

/** Which endpoints of a Service port get traffic that arrives on this node. */
export interface EndpointChoice {
  /** For the Cluster policy; topology hints applied. */
  cluster: readonly Endpoint[];
  /** For the Local policies. */
  local: readonly Endpoint[];
  /** Somewhere in the cluster there is one that could answer. */
  anywhere: boolean;
}

/**
 * Ready endpoints; where there is none, those that are terminating but still serve, so that a rolling restart
 * of the last pod on a node (or of all pods) loses nothing.
 */
export function chooseEndpoints(endpoints: readonly Endpoint[], node: NodeView): EndpointChoice {
  const usable = usableOf(endpoints);
  const local = usableOf(endpoints.filter((endpoint) => endpoint.nodeName === node.name));
  return { cluster: closest(usable, node), local, anywhere: usable.length > 0 };
}

/** What healthCheckNodePort counts: terminating endpoints don't attract new load balancer traffic. */
export function readyLocalEndpoints(endpoints: readonly Endpoint[], node: NodeView): Endpoint[] {
  return endpoints.filter((endpoint) => endpoint.ready && endpoint.nodeName === node.name);
}

/** Those that get traffic although they are leaving, while no other one is there that may become ready. */
export function lastResortsOf(endpoints: readonly Endpoint[], node: NodeView, areOthersAwaited: boolean): string[] {
  if (areOthersAwaited || endpoints.some((endpoint) => !endpoint.ready && !endpoint.terminating)) return [];
  const { cluster, local } = chooseEndpoints(endpoints, node);
  return [...cluster, ...local].flatMap(({ terminating, address }) => (terminating ? [address] : []));
}

function usableOf(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter((endpoint) => endpoint.serving && endpoint.terminating);
}

/** Those of this node, or else of its zone. */
function closest(endpoints: readonly Endpoint[], { name, zone }: NodeView): readonly Endpoint[] {
  if (endpoints.some((endpoint) => !endpoint.ready)) return endpoints;
  return (
    hinted(endpoints, name, ({ nodeHints }) => nodeHints) ??
    hinted(endpoints, zone, ({ zoneHints }) => zoneHints) ??
    endpoints
  );
}

/** Hints count only when every ready endpoint has one and one names this place: otherwise traffic would go lost. */
function hinted(
  endpoints: readonly Endpoint[],
  place: string | undefined,
  hintsOf: (endpoint: Endpoint) => readonly string[],
): readonly Endpoint[] | undefined {
  if (place === undefined || endpoints.some((endpoint) => hintsOf(endpoint).length === 0)) return undefined;
  const here = endpoints.filter((endpoint) => hintsOf(endpoint).includes(place));
  return here.length > 0 ? here : undefined;
}
