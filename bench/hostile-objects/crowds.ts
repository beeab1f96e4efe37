import type { RestClient } from '../../test/fuzz/beside/rest-client';
import { MANY_ENDPOINTS } from './many-endpoints';
import { MANY_OBJECTS } from './many-objects';
import { MANY_WORKLOADS } from './many-workloads';
import { LARGE_PODS } from './large-pods';

/** Objects that do harm together, or by their size. */
export interface Crowd {
  what: string;
  objects: () => Made[];
  /** What is done with them before they are taken away. */
  then?: (client: RestClient) => Promise<unknown>;
  /** How long they stay, in ms. */
  stayMs?: number;
}

/** An object and the collection it is made in; a path of a single object is one that is written over. */
export interface Made {
  path: string;
  body: object;
}

export const CROWDS: readonly Crowd[] = [...MANY_OBJECTS, ...MANY_WORKLOADS, ...MANY_ENDPOINTS, ...LARGE_PODS];
