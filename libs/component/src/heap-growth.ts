import { setFlagsFromString } from 'node:v8';

/** By so much V8's heap may grow beyond what was left after a collection before the next one, unless it is told otherwise. */
const PERCENT = 100;

/**
 * Has V8 collect old objects when the heap is twice as large as what is in use. By itself it waits, while there is much work, until it is up to four
 * times as large: large objects that come one after the other would fill a small server with garbage.
 * Measured in docs/decisions/0027-the-heap-doubles-at-most.md.
 */
export function boundHeapGrowth(percent = PERCENT): void {
  setFlagsFromString(`--heap-growing-percent=${percent}`);
}
