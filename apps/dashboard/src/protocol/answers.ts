import type { Fact } from './facts';
import type { Kind } from './resource';
import type { TrafficEdge } from './traffic';
import type { Revision, Way } from './way';

export interface Column {
  name: string;
  /** `string`, `integer`, … */
  type: string;
  description: string;
  /** 0 is always shown, others where there is room. */
  priority: number;
}

export interface Row {
  namespace: string;
  name: string;
  uid: string;
  /** RFC 3339. */
  created: string;
  cells: unknown[];
}

/** A container of a pod, as far as logs and commands need it. */
export interface ContainerName {
  name: string;
  role: 'container' | 'init' | 'ephemeral';
  running: boolean;
  restarts: number;
}

export interface Conflict {
  /** `.spec.replicas` */
  field: string;
  /** Who else has set it. */
  message: string;
}

/** What is told of a request, by kind. */
export type Answer =
  | { type: 'session'; session?: string; user: string }
  | { type: 'kinds'; kinds: Kind[] }
  | { type: 'columns'; columns: Column[] }
  /** `whole`: everything that there was before is gone. `more`: the rest of it follows. */
  | { type: 'rows'; whole?: boolean; more?: boolean; set: [string, Row][]; gone: string[] }
  | { type: 'facts'; whole?: boolean; more?: boolean; set: [string, Fact][]; gone: string[] }
  | { type: 'traffic'; whole?: boolean; more?: boolean; set: [string, TrafficEdge][]; gone: string[] }
  /** More rows than are shown. */
  | { type: 'cut'; shown: number }
  /** A part of what was asked for may not be read. */
  | { type: 'denied'; what: string; message: string }
  /** The API server does not answer; what is shown is of before. An empty message: it answers again. */
  | { type: 'stale'; message: string }
  | { type: 'object'; yaml: string; uid: string; kind: string; containers?: ContainerName[] }
  | { type: 'gone' }
  | { type: 'way'; way: Way }
  /** All of them, the latest first. */
  | { type: 'revisions'; revisions: Revision[] }
  /** `kept`: fields that were taken out and are still there, for others have set them. */
  | { type: 'applied'; objects: { kind: string; name: string }[]; kept: string[] }
  | { type: 'conflicts'; conflicts: Conflict[] }
  | { type: 'text'; text: string }
  | { type: 'exit'; message: string }
  | { type: 'failed'; code: number; reason: string; message: string }
  /** Nothing more is told of the request. */
  | { type: 'end' };

/** Answers that carry changes. */
export type ChangeType = 'rows' | 'facts' | 'traffic';

export type Message = { id: number } & Answer;
