import type { ObjectMeta } from '@kubets/proto-gen/meta/v1';

/** What every object of the API has. */
export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** The object's name; empty when it has none yet. */
export const nameOf = (object: KubeObject): string => object.metadata?.name ?? '';

/** The object's namespace; empty for cluster-scoped objects. */
export const namespaceOf = (object: KubeObject): string => object.metadata?.namespace ?? '';

export const uidOf = (object: KubeObject): string => object.metadata?.uid ?? '';

/** The object's resource version as a number: it is the store's revision, far below 2^53, and ordered. 0 for none. */
export const resourceVersionOf = (object: KubeObject): number => Number(object.metadata?.resourceVersion ?? 0);

/** Whether the object has been deleted, and stays until its finalizers or its grace period have run out. */
export const isBeingDeleted = (object: KubeObject): boolean => object.metadata?.deletionTimestamp !== undefined;

/** `namespace/name`, or `name` for a cluster-scoped object. */
export function objectKey(object: KubeObject): string {
  const namespace = namespaceOf(object);
  return namespace ? `${namespace}/${nameOf(object)}` : nameOf(object);
}

/** The inverse of {@link objectKey}. */
export function splitKey(key: string): { namespace?: string; name: string } {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** `apps` of `apps/v1`; empty for the core group. */
export function groupOf(apiVersion: string | undefined): string {
  const slash = apiVersion?.indexOf('/') ?? -1;
  return slash < 0 ? '' : apiVersion!.slice(0, slash);
}
