/**
 * The port that every store implements: a sorted map of keys to bytes with one revision counter over all keys, as etcd
 * has it. `testing/store-contract.ts` is the suite that says what an implementation guarantees.
 */
export interface KeyValue {
  key: string;
  value: Buffer;
  /** Revision of the last write of this key. */
  revision: number;
}

/** A transaction is applied as a whole if every expectation holds, and not at all otherwise. */
export interface Transaction {
  /** `revision` 0 expects that the key does not exist. */
  expect: { key: string; revision: number }[];
  /** With `ttlSeconds` the key vanishes by itself after about that time. */
  puts: { key: string; value: Buffer; ttlSeconds?: number }[];
  deletes: string[];
}

export type CommitResult =
  | { committed: true; revision: number }
  /** `current[i]` is what the key of `expect[i]` holds now. */
  | { committed: false; revision: number; current: (KeyValue | undefined)[] };

export interface ListOptions {
  /** At most this many items. */
  limit?: number;
  /** First key wanted, inclusive; the prefix's first key unless given. */
  from?: string;
  /** State at this revision; the latest unless given. Throws {@link CompactedError} when it is gone. */
  revision?: number;
}

export interface ListResult {
  items: KeyValue[];
  /** The store's revision; every later write has a higher one. */
  revision: number;
  /** Number of keys behind the last item. */
  remaining: number;
}

export interface StoreEvent {
  key: string;
  /** Absent when the key was deleted. What it held before is known to whoever follows all events. */
  value?: Buffer;
  revision: number;
}

export interface WatchHandlers {
  /** Events in order of revision, all of one revision in one call; never twice, never with a gap. */
  onEvents(events: StoreEvent[]): void;
  /** The history behind the last delivered revision is gone: list anew. The watch has ended. */
  onLost(reason: string): void;
  /** The connection broke and is being re-established; nothing is lost. */
  onInterrupted?(error: Error): void;
}

export interface Store {
  get(key: string): Promise<{ item?: KeyValue; revision: number }>;
  /** Sorted by key. */
  list(prefix: string, options?: ListOptions): Promise<ListResult>;
  commit(transaction: Transaction): Promise<CommitResult>;
  /** The latest revision that any client got an answer for. */
  currentRevision(): Promise<number>;
  /** Delivers everything after `afterRevision`, for all keys of the store, until the signal. Survives lost connections. */
  watch(afterRevision: number, handlers: WatchHandlers, signal: AbortSignal): void;
  /** Whether the key's value, though it stays the same, has to be written once more to lie as it should. */
  isStale?(key: string): boolean;
  /** Forgets history up to this revision. */
  compact(revision: number): Promise<void>;
  close(): void;
}

/** The revision asked for has been compacted. */
export class CompactedError extends Error {
  constructor(message = 'required revision has been compacted') {
    super(message);
    this.name = 'CompactedError';
  }
}

/** The revision asked for has not happened yet. */
export class FutureRevisionError extends Error {
  constructor(message = 'required revision is a future revision') {
    super(message);
    this.name = 'FutureRevisionError';
  }
}

/** The value or transaction is larger than the store takes. */
export class TooLargeError extends Error {
  constructor(message = 'request is too large') {
    super(message);
    this.name = 'TooLargeError';
  }
}

/** The store could not be reached in time. Whether a write was applied is not known. */
export class StoreUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreUnavailableError';
  }
}
