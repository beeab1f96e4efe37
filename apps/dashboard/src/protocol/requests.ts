import type { ObjectName, ResourceName } from './resource';

/** What the page asks for, by name. All it says goes over one WebSocket; the first request is `login`. */
export interface Requests {
  /** With the one-use code of a link, a token of the API server's, a kubeconfig with a token or a certificate in it, or a session of before. */
  login: { code?: string; token?: string; kubeconfig?: string; session?: string };
  logout: Record<never, never>;
  /** The kinds that there are, once. */
  kinds: Record<never, never>;
  /** Rows of a kind as `kubectl get` has them, and their changes until it is stopped. */
  table: ResourceName & { namespace?: string; fieldSelector?: string; labelSelector?: string };
  /** An object as YAML, and again whenever it changes. */
  object: ObjectName;
  /** What the picture is made of, and its changes. */
  picture: { namespace?: string };
  /** Who talks to whom, and its changes, as the nodes’ kernels count it. */
  traffic: Record<never, never>;
  /** Applies what was changed of an object; `original` is what the edit began with, absent for what is new. */
  apply: { edited: string; original?: string; force?: boolean; namespace?: string };
  remove: ObjectName & { uid: string };
  scale: ObjectName & { replicas: number };
  /** The way of a packet to a Service, and what is broken on it: `kubets why`. */
  why: { namespace: string; name: string; port?: string };
  /** The ReplicaSets of a Deployment, and their changes. */
  rollout: { namespace: string; name: string };
  /** Gives a Deployment the pods of one of its ReplicaSets again, as `kubectl rollout undo`. */
  undo: { namespace: string; name: string; replicaSet: string };
  /** Replaces a workload’s pods, as `kubectl rollout restart`. */
  restart: ObjectName;
  logs: { namespace: string; pod: string; container: string; previous?: boolean };
  /** A command in a container, at a terminal. */
  exec: { namespace: string; pod: string; container: string; command: string[]; columns: number; rows: number };
}

export type Operation = keyof Requests;

/** A request has a number, by which its answers are known. */
export type Request = { [O in Operation]: { id: number; op: O } & Requests[O] }[Operation];

/** Said of a request under way. */
export type Word =
  | { id: number; op: 'stop' }
  | { id: number; op: 'input'; text: string }
  | { id: number; op: 'resize'; columns: number; rows: number };
