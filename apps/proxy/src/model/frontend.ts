import type { Protocol } from '@kubets/api';
import type { IpFamily } from '@kubets/net';

/** An address and port that packets are forwarded to. */
export interface Target {
  address: string;
  port: number;
  /** On this node (or on none that is known), so it may be its own client. */
  mayHairpin: boolean;
}

/** What happens to a new connection that reaches a frontend. */
export type Route =
  /** No endpoint anywhere: a reset or an ICMP error, so that clients fail at once. */
  | { to: 'reject' }
  /** Endpoints exist, but the traffic policy keeps this node from using them. */
  | { to: 'drop' }
  /** masquerade: whether every client's source address is replaced or only that of clients outside the pod network. */
  | { to: 'endpoints'; targets: readonly Target[]; masquerade: 'always' | 'outsiders' }
  /** externalTrafficPolicy Local: clients in pods and on this node use `cluster`, all others `local` with their address kept. */
  | { to: 'local-endpoints'; cluster: readonly Target[]; local: readonly Target[] };

/** An address, protocol and port at which a Service is reached from this node. */
export interface Frontend {
  family: IpFamily;
  address: string;
  protocol: Protocol;
  port: number;
  /** namespace/name:port of the Service port; frontends of one port share their clients' affinity. */
  servicePort: string;
  route: Route;
  /** sessionAffinity ClientIP. */
  affinityTimeoutSeconds?: number;
  /** loadBalancerSourceRanges: only these CIDRs get in. Empty lets nobody in. */
  sourceRanges?: readonly string[];
  /**
   * Decides between Services that claim the same address and port: the smallest wins. Begins with the kind of address, so that
   * nobody takes another's ClusterIP or nodePort by an externalIP; then the older Service.
   */
  claim: string;
  /** Of UDP `address port` of all endpoints that still serve: flows to any other are stale. */
  serving: readonly string[];
}

export function frontendKey(frontend: Pick<Frontend, 'address' | 'protocol' | 'port'>): string {
  // Joined, as it stays: a template of so many letters remembers its pieces.
  return [frontend.address, frontend.protocol, frontend.port].join(' ');
}

/** Everything this node does for one Service. */
export interface ServiceForwarding {
  /** namespace/name */
  key: string;
  frontends: readonly Frontend[];
  clusterIPs: readonly string[];
  /** Addresses given by the load balancer provider. */
  loadBalancerIPs: readonly string[];
  /** healthCheckNodePort and what it tells. */
  healthCheck?: { port: number; localEndpoints: number };
  /** Load balancer addresses that this node shall answer for on its network. */
  announced: readonly string[];
  /** Endpoints that get traffic although they are leaving, with none to come in sight that could take over. */
  lastResort: readonly string[];
}
