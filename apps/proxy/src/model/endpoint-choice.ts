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

function usableOf(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const ready = endpoints.filter((endpoint) => endpoint.ready);
  return ready.length > 0 ? ready : endpoints.filter((endpoint) => endpoint.serving && endpoint.terminating);
}

/** Hints count only when every ready endpoint has one and one names this node's zone: otherwise traffic would go lost. */
function closest(endpoints: readonly Endpoint[], node: NodeView): readonly Endpoint[] {
  const { zone } = node;
  if (zone === undefined || endpoints.some((endpoint) => !endpoint.ready || endpoint.zoneHints.length === 0))
    return endpoints;
  const inZone = endpoints.filter((endpoint) => endpoint.zoneHints.includes(zone));
  return inZone.length > 0 ? inZone : endpoints;
}
