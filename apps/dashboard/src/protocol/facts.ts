/** What the picture needs to know of an object. */
export type Fact = NodeFact | PodFact | WorkloadFact | ServiceFact | EndpointsFact | IngressFact;

export interface NodeFact {
  kind: 'Node';
  name: string;
  ready: boolean;
  /** Whether new pods are put there. */
  open: boolean;
  addresses: string[];
}

/** `ending`: it was deleted. `done`: it has succeeded. */
export type PodState = 'ready' | 'starting' | 'failing' | 'ending' | 'done';

export interface PodFact {
  kind: 'Pod';
  namespace: string;
  name: string;
  state: PodState;
  /** `Running`, `CrashLoopBackOff`, … as kubectl says it. */
  status: string;
  owner?: Owner;
  /** Empty while it has none. */
  node: string;
  ips: string[];
}

export interface Owner {
  kind: string;
  name: string;
}

export interface WorkloadFact {
  kind: 'Deployment' | 'ReplicaSet' | 'StatefulSet' | 'DaemonSet' | 'Job' | 'CronJob';
  namespace: string;
  name: string;
  owner?: Owner;
  wanted: number;
  ready: number;
}

export interface ServiceFact {
  kind: 'Service';
  namespace: string;
  name: string;
  /** `ClusterIP`, …; `Headless` for one without an address. */
  type: string;
  addresses: string[];
  ports: string[];
  nodePorts: number[];
  /** Whether endpoints are found by labels. */
  selects: boolean;
}

export interface EndpointsFact {
  kind: 'EndpointSlice';
  namespace: string;
  name: string;
  service: string;
  endpoints: { pod?: string; address: string; ready: boolean }[];
}

export interface IngressFact {
  kind: 'Ingress';
  namespace: string;
  name: string;
  hosts: string[];
  services: string[];
  /** Where it takes requests. */
  addresses: string[];
}
