import { seedFor, seededRandom } from '@kubets/component';
import { StoreUnavailableError, type MemoryStore, type Store, type Transaction } from '@kubets/store';

/** How often something happens that should not: 0 never, 1 always. */
export interface Chance {
  probability: number;
}

export interface StoreFaults {
  /** Writes take longer, by up to that many milliseconds of real time. @throws RangeError for what is no probability, or no time */
  slowWrites(faults: Chance & { upToMs: number }): void;
  /** Writes are refused as by a store that cannot be reached, before they have done anything. @throws RangeError for what is no probability */
  failWrites(faults: Chance): void;
  /** Ends every watch once, as when what they stand on has been compacted: whoever follows anything has to list it again. */
  loseWatches(): void;
  /** From now on no write goes wrong. */
  heal(): void;
}

export interface FaultyStoreOptions {
  seed: number;
  sleep(ms: number): Promise<void>;
}

const LONGEST_MS = 60_000;

/**
 * A store that does what it is told to do wrong. What happens to a write follows from the seed, from what is written, and from how often
 * that has been written while writes could go wrong: not from what else is written meanwhile, which comes in another order each time.
 */
export function createFaultyStore(
  store: MemoryStore,
  { seed, sleep }: FaultyStoreOptions,
): { store: Store; faults: StoreFaults } {
  let slow = { probability: 0, upToMs: 0 };
  let failing: Chance = { probability: 0 };
  const writes = new Map<string, number>();

  function chancesOf(transaction: Transaction): () => number {
    const what = writtenBy(transaction);
    const count = (writes.get(what) ?? 0) + 1;
    writes.set(what, count);
    return seededRandom(seedFor(seed, what, count));
  }

  return {
    store: {
      ...store,
      async commit(transaction) {
        if (failing.probability > 0 || slow.probability > 0) {
          const random = chancesOf(transaction);
          if (failing.probability > random()) throw new StoreUnavailableError('a write failed on purpose');
          if (slow.probability > random()) await sleep(random() * slow.upToMs);
        }
        return store.commit(transaction);
      },
    },
    faults: {
      slowWrites(faults) {
        assertWithin('a probability', faults.probability, 1);
        assertWithin('a time in milliseconds', faults.upToMs, LONGEST_MS);
        slow = { ...faults };
      },
      failWrites(faults) {
        assertWithin('a probability', faults.probability, 1);
        failing = { ...faults };
      },
      loseWatches: () => store.loseWatches('lost on purpose'),
      heal() {
        slow = { probability: 0, upToMs: 0 };
        failing = { probability: 0 };
        writes.clear();
      },
    },
  };
}

/** The key; where the name was made by chance, with what it was made of in its place. */
function writtenBy({ puts, deletes }: Transaction): string {
  const [put] = puts;
  if (!put) return deletes[0] ?? '';
  const [, generateName] = /"generateName":"([^"]{1,250})"/.exec(put.value.toString('latin1')) ?? [];
  return generateName ? put.key.slice(0, put.key.lastIndexOf('/') + 1) + generateName : put.key;
}

function assertWithin(what: string, value: number, max: number): void {
  if (!(value >= 0 && value <= max)) throw new RangeError(`${what} is a number from 0 to ${max}, not ${value}`);
}
