import { REGISTRY_PREFIX, resourcePrefixOf, type KeyValue, type Store, type StoreEvent } from '@kubets/store';
import { ENCRYPTED, identity, type Cipher } from './ciphers';
import type { EncryptionRule } from './encryption-configuration';

export interface EncryptedStoreOptions {
  /** Told of a value that cannot be read: whoever reads it gets it as it is. */
  onUnreadable(key: string, error: Error): void;
}

export interface EncryptedStore extends Store {
  /** What counts from now on. Values that were written otherwise are read as long as it says how. */
  configure(rules: readonly EncryptionRule[]): void;
}

const PLAIN: readonly Cipher[] = [identity];

/** A store whose values lie encrypted in another. Keys, and values that are no objects, are as they are. */
export function createEncryptedStore(
  store: Store,
  rules: readonly EncryptionRule[],
  { onUnreadable }: EncryptedStoreOptions,
): EncryptedStore {
  let current = rules;
  let known = new Map<string, readonly Cipher[]>();
  /** Keys whose values were written otherwise than they would be now. */
  const stale = new Set<string>();

  function ciphersOf(key: string): readonly Cipher[] {
    const prefix = resourcePrefixOf(key);
    if (!prefix) return PLAIN;
    let ciphers = known.get(prefix);
    if (!ciphers) {
      const [group = '', plural = ''] = prefix.slice(REGISTRY_PREFIX.length).split('/');
      ciphers = current.find((rule) => rule.matches(group === 'core' ? '' : group, plural))?.ciphers ?? PLAIN;
      known.set(prefix, ciphers);
    }
    return ciphers;
  }

  function written(key: string, value: Buffer): Buffer {
    const [first = identity] = ciphersOf(key);
    if (first === identity) return value;
    return Buffer.concat([first.prefix, first.encrypt(value, Buffer.from(key))]);
  }

  function read(key: string, value: Buffer): Buffer {
    const ciphers = ciphersOf(key);
    const isEncrypted = value.subarray(0, ENCRYPTED.length).equals(ENCRYPTED);
    const cipher = isEncrypted
      ? ciphers.find(({ prefix }) => prefix.length > 0 && value.subarray(0, prefix.length).equals(prefix))
      : ciphers.find((one) => one === identity);
    try {
      if (!cipher) throw new Error(isEncrypted ? 'no matching key was found for the provider' : 'it is not encrypted');
      const plain = cipher.decrypt(value.subarray(cipher.prefix.length), Buffer.from(key));
      if (cipher === ciphers[0]) stale.delete(key);
      else stale.add(key);
      return plain;
    } catch (error) {
      onUnreadable(key, error as Error);
      return value;
    }
  }

  const readItem = (item: KeyValue): KeyValue => ({ ...item, value: read(item.key, item.value) });
  const readEvent = (event: StoreEvent): StoreEvent => {
    if (event.value) return { ...event, value: read(event.key, event.value) };
    stale.delete(event.key);
    return event;
  };

  return {
    configure(changed) {
      current = changed;
      known = new Map();
    },
    isStale: (key) => stale.has(key),
    async get(key) {
      const { item, revision } = await store.get(key);
      return item ? { item: readItem(item), revision } : { revision };
    },
    async list(prefix, options) {
      const found = await store.list(prefix, options);
      return { ...found, items: found.items.map(readItem) };
    },
    async commit({ puts, ...transaction }) {
      const encrypted = puts.map((put) => ({ ...put, value: written(put.key, put.value) }));
      const result = await store.commit({ ...transaction, puts: encrypted });
      return result.committed ? result : { ...result, current: result.current.map((item) => item && readItem(item)) };
    },
    watch: (afterRevision, handlers, signal) =>
      store.watch(
        afterRevision,
        { ...handlers, onEvents: (events) => handlers.onEvents(events.map(readEvent)) },
        signal,
      ),
    currentRevision: () => store.currentRevision(),
    compact: (revision) => store.compact(revision),
    close: () => store.close(),
  };
}
