import type { Event, Namespace, Node, Pod, Service, ServicePort } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { NetworkPolicy } from '@kubets/proto-gen/networking/v1';

/** Where somebody cannot reach the Service from. */
export type From = { kind: 'host' } | { kind: 'node'; name: string } | { kind: 'pod'; namespace: string; name: string };

/** What somebody cannot reach. */
export interface Question {
  namespace: string;
  name: string;
  /** Number or name; the Service's first port unless given. */
  port?: string;
  from: From;
}

export type Outcome = 'open' | 'refused' | 'timeout' | 'unreachable';

/** What came of a connection. */
export interface Probe {
  outcome: Outcome;
  /** How the server answered a line of HTTP, if it did. */
  speaks?: 'http' | 'tls';
}

/** A socket that a process in a pod listens on. */
export interface Listener {
  protocol: 'TCP' | 'UDP';
  port: number;
  /** On 127.0.0.1 or ::1 only. */
  loopbackOnly: boolean;
}

export interface EndpointProbe extends Probe {
  address: string;
  port: number;
  /** Undefined where nobody could look. */
  listeners?: readonly Listener[];
}

/** What a node's proxy says of the Service's address. */
export interface ProxyAnswer {
  node: string;
  /** Whether it answers, and says that it is well. */
  state: 'healthy' | 'unhealthy' | 'unreachable';
  /** Whether its rule for the address is in the kernel; undefined where it was not asked. */
  inKernel?: boolean;
}

/** A server of the cluster's DNS. */
export interface DnsServer {
  address: string;
  answers: boolean;
}

/** What was found out; what nobody could find out is undefined. */
export interface Facts {
  question: Question;
  service?: Service;
  /** Other namespaces with a Service of that name. */
  elsewhere: readonly string[];
  /** Names of the Services in that namespace. */
  names: readonly string[];
  namespaces: readonly Namespace[];
  nodes: readonly Node[];
  slices: readonly EndpointSlice[];
  /** Of the Service's namespace. */
  pods: readonly Pod[];
  fromPod?: Pod;
  /** Of the Service's namespace and of that of the pod asked from. */
  policies: readonly NetworkPolicy[];
  /** About the Service, the newest last. */
  events: readonly Event[];
  /** What the cluster's DNS says of the name: addresses, none, or that nobody answered. */
  dns?: readonly string[] | 'no answer';
  /** The servers behind it. */
  dnsServers: readonly DnsServer[];
  proxies: readonly ProxyAnswer[];
  /** Straight to endpoints, from the place asked from. */
  endpointProbes: readonly EndpointProbe[];
  /** To the Service's own address. */
  serviceProbe?: Probe;
}

/** The port that was asked about; undefined when the Service has no such port. */
export function askedPort({
  question: { port },
  service,
}: Pick<Facts, 'question' | 'service'>): ServicePort | undefined {
  const ports = service?.spec?.ports ?? [];
  return port === undefined ? ports[0] : ports.find((one) => String(one.port) === port || one.name === port);
}
