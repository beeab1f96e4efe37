/** A FIFO of keys. A key waits at most once; one that is added while it is being worked on waits until it is done. */
export interface UniqueQueue<K> {
  add(key: K): void;
  get(): Promise<K | undefined>;
  done(key: K): void;
  length(): number;
  shutDown(): void;
}

export function createUniqueQueue<K>(): UniqueQueue<K> {
  const waiting = new Set<K>();
  const working = new Set<K>();
  const again = new Set<K>();
  const takers: ((key: K | undefined) => void)[] = [];
  let isShutDown = false;

  function put(key: K): void {
    const taker = takers.shift();
    if (!taker) {
      waiting.add(key);
      return;
    }
    working.add(key);
    taker(key);
  }

  return {
    add(key) {
      if (isShutDown || waiting.has(key)) return;
      if (working.has(key)) again.add(key);
      else put(key);
    },
    get() {
      for (const key of waiting) {
        waiting.delete(key);
        working.add(key);
        return Promise.resolve(key);
      }
      return isShutDown ? Promise.resolve(undefined) : new Promise((resolve) => takers.push(resolve));
    },
    done(key) {
      working.delete(key);
      if (again.delete(key)) put(key);
    },
    length: () => waiting.size,
    shutDown() {
      isShutDown = true;
      again.clear();
      takers.splice(0).forEach((taker) => taker(undefined));
    },
  };
}
