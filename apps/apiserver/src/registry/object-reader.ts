import type { KubeObject } from '@kubets/apimachinery';

/** A resource without its version: where its objects are stored. The core group is the empty string. */
export interface ResourceKey {
  group: string;
  plural: string;
}

/**
 * Reads what the watch cache holds right now, in storage version. Objects are shared and frozen by agreement: whoever
 * wants to change one makes a copy.
 */
export interface ObjectReader {
  get(resource: ResourceKey, namespace: string, name: string): KubeObject | undefined;
  /** All objects, or those of one namespace, ordered by namespace and name. */
  list(resource: ResourceKey, namespace?: string): KubeObject[];
}
