export { createEtcdStore } from './etcd-store';
export type { EtcdOptions } from './etcd-client';
export { createMemoryStore } from './memory-store';
export type { MemoryStore, MemoryStoreOptions } from './memory-store';
export { runCompaction } from './compaction';
export { CompactedError, FutureRevisionError, StoreUnavailableError, TooLargeError } from './store';
export type {
  CommitResult,
  KeyValue,
  ListOptions,
  ListResult,
  Store,
  StoreEvent,
  Transaction,
  WatchHandlers,
} from './store';
export { CLAIMS_PREFIX, claimKey, objectKeyOf, REGISTRY_PREFIX, resourcePrefix, resourcePrefixOf } from './keys';
export type { ObjectPath } from './keys';
export { parseForeignSteps, UnreadableObjectError } from './foreign-value';
export { canonicalBytes, canonicalSteps } from './object-bytes';
export { StoredObject } from './stored-object';
export { isNoted, keepWarm } from './warm-objects';
export type { Warm } from './warm-objects';
