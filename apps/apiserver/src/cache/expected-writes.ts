import type { KubeObject } from '@kubets/apimachinery';

/** What this server is writing: an object that comes back from the store is known by its bytes, and need not be parsed. */
export interface ExpectedWrites {
  /** Notes one that is on its way; what it returns takes it back. */
  add(key: string, value: Buffer, object: KubeObject): () => void;
  /** The object that has come back, with which what was written to the key before it is done; undefined when nobody here wrote it. */
  take(key: string, value: Buffer): KubeObject | undefined;
  /** The key is gone. */
  forget(key: string): void;
  /** Nothing is known of any. */
  clear(): void;
}

/** Of a key that is written to again and again, and a store that tells late, no more than so many are known. */
const MOST = 8;

export function createExpectedWrites(): ExpectedWrites {
  /** In the order in which they were written. */
  const writes = new Map<string, { value: Buffer; object: KubeObject }[]>();

  return {
    add(key, value, object) {
      const entry = { value, object };
      const all = writes.get(key) ?? [];
      all.push(entry);
      if (all.length > MOST) all.shift();
      writes.set(key, all);
      return () => {
        const at = all.indexOf(entry);
        if (at >= 0) all.splice(at, 1);
        if (all.length === 0 && writes.get(key) === all) writes.delete(key);
      };
    },
    take(key, value) {
      const all = writes.get(key);
      const at = all?.findIndex((entry) => entry.value.equals(value)) ?? -1;
      if (!all || at < 0) return undefined;
      const [found] = all.splice(0, at + 1).slice(-1);
      if (all.length === 0) writes.delete(key);
      return found!.object;
    },
    forget: (key) => void writes.delete(key),
    clear: () => writes.clear(),
  };
}
