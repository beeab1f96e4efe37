import type { KubeObject } from '@kubets/apimachinery';
import type { DeleteOptions, ListMeta } from '@kubets/proto-gen/meta/v1';

/** namespace is absent for cluster-scoped kinds. */
export interface ObjectRef {
  namespace?: string;
  name: string;
}

export interface ListParams {
  /** Absent: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  /** '' or absent: consistent; '0': whatever the cache has; otherwise see resourceVersionMatch. */
  resourceVersion?: string;
  resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  limit?: number;
  continue?: string;
}

export interface WatchParams extends ListParams {
  signal: AbortSignal;
  allowWatchBookmarks?: boolean;
  timeoutSeconds?: number;
}

export interface ObjectList<T> {
  metadata: ListMeta;
  items: T[];
}

/** On a BOOKMARK only metadata.resourceVersion is set. */
export interface WatchEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: T;
}

export interface WriteParams {
  dryRun?: boolean;
  fieldManager?: string;
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  signal?: AbortSignal;
}

export interface DeleteParams extends DeleteOptions {
  signal?: AbortSignal;
}

export interface ObjectPatch {
  type: 'merge' | 'strategic' | 'json' | 'apply';
  body: unknown;
  /** 'status' or 'scale' */
  subresource?: string;
  /** apply: take fields over from other managers. */
  force?: boolean;
}

/** All verbs of one resource. Every rejection is a StatusError. */
export interface ResourceClient<T extends KubeObject> {
  get(ref: ObjectRef, o?: { resourceVersion?: string; signal?: AbortSignal }): Promise<T>;
  /** One page when limit is set; metadata.continue asks for the next. */
  list(o?: ListParams & { signal?: AbortSignal }): Promise<ObjectList<T>>;
  /** Ends when the server closes the stream; throws StatusError (410 Gone when resourceVersion is too old). */
  watch(o: WatchParams): AsyncIterable<WatchEvent<T>>;
  /** Namespace and name come from the object's metadata. */
  create(object: T, o?: WriteParams): Promise<T>;
  update(object: T, o?: WriteParams): Promise<T>;
  updateStatus(object: T, o?: WriteParams): Promise<T>;
  patch(ref: ObjectRef, patch: ObjectPatch, o?: WriteParams): Promise<T>;
  /** Resolves to the object as last seen. */
  delete(ref: ObjectRef, o?: DeleteParams): Promise<T>;
  deleteCollection(o?: ListParams, deleteOptions?: DeleteParams): Promise<ObjectList<T>>;
}
