import { changeSize, type Change } from './change';

/** Changes are kept at least this long, so that a watcher that reconnects finds where it left off. */
const KEEP_MS = 75_000;
const KEEP_AT_LEAST = 100;
const KEEP_AT_MOST = 100_000;
/** Of objects as they were, whatever their number: large ones that change often are kept for a shorter time. */
const KEEP_BYTES = 64 * 1024 * 1024;
/** The same of large objects, once the oldest change has been kept for so long: a few of them are as much as all else that the server holds. */
const KEEP_LARGE_MS = 15_000;
const KEEP_LARGE_BYTES = 4 * 1024 * 1024;
const LARGE_BYTES = 32 * 1024;
/** The same of what has been kept for that long: nobody has come for it, and each of some sixty resources keeps as much. */
const KEEP_OLD_BYTES = 256 * 1024;

/** The latest changes of one resource, in order of revision. */
export interface ChangeWindow {
  /** Every change after this revision is here. */
  readonly floor: number;
  /** Revision of the last change ever added; the floor if there was none. */
  readonly latest: number;
  add(change: Change): void;
  /** Drops what is too old by now, when no change has come that would do so. */
  trim(now: number): void;
  /** Undefined when changes after `revision` have been dropped already. */
  after(revision: number): Change[] | undefined;
}

export function createChangeWindow(
  floor: number,
  limits = {
    keepMs: KEEP_MS,
    atLeast: KEEP_AT_LEAST,
    atMost: KEEP_AT_MOST,
    bytes: KEEP_BYTES,
    largeMs: KEEP_LARGE_MS,
    largeBytes: KEEP_LARGE_BYTES,
    oldBytes: KEEP_OLD_BYTES,
  },
): ChangeWindow {
  let changes: Change[] = [];
  let head = 0;
  let latest = floor;
  let bytes = 0;
  let largeBytes = 0;
  /** Of what has been dropped, and is in front of the head still. */
  let droppedBytes = 0;

  function count(size: number): void {
    bytes += size;
    if (Math.abs(size) > LARGE_BYTES) largeBytes += size;
  }

  function trim(now: number): void {
    const isOlder = (ms: number) => changes[head]!.arrivedAt < now - ms;
    const isTooMuch = (count: number) =>
      count > limits.atMost ||
      bytes > limits.bytes ||
      (largeBytes > limits.largeBytes && isOlder(limits.largeMs)) ||
      ((count > limits.atLeast || bytes > limits.oldBytes) && isOlder(limits.keepMs));
    while (changes.length > head && isTooMuch(changes.length - head)) {
      floor = changes[head]!.revision;
      const size = changeSize(changes[head]!);
      count(-size);
      droppedBytes += size;
      head += 1;
    }
    // Moving the rest to the front once in a while costs less than shifting each time; what is dropped is held until then.
    if (head > changes.length / 2 || droppedBytes > limits.oldBytes) {
      changes = changes.slice(head);
      head = 0;
      droppedBytes = 0;
    }
  }

  return {
    get floor() {
      return floor;
    },
    get latest() {
      return latest;
    },
    add(change) {
      changes.push(change);
      count(changeSize(change));
      latest = change.revision;
      trim(change.arrivedAt);
    },
    trim,
    after(revision) {
      if (revision < floor) return undefined;
      let low = head;
      let high = changes.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (changes[middle]!.revision <= revision) low = middle + 1;
        else high = middle;
      }
      return changes.slice(low);
    },
  };
}
