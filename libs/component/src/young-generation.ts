import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';

/** Collections of young objects in so long: with more the room for them is too small, and each carries objects on that were about to end. */
const MANY = 8;
const WITHIN_MS = 1000;

export interface YoungGenerationPolicy {
  /** Told of each collection of young objects, by a clock in milliseconds; whether their room may grow from here on. */
  collected(atMs: number): boolean;
}

/** The room may grow while it is collected often. */
export function createYoungGenerationPolicy(): YoungGenerationPolicy {
  const last: number[] = [];
  return {
    collected(atMs) {
      last.push(atMs);
      if (last.length > MANY) last.shift();
      return last.length === MANY && atMs - last[0]! < WITHIN_MS;
    },
  };
}

/** Has the room of young objects never grow from here on: it stays at 1 MiB, twice. */
export const keepYoungGeneration = (): void => setFlagsFromString('--semi-space-growth-factor=1');

type Collection = PerformanceEntry & { detail?: { kind?: number } };

/**
 * Bounds the room of young objects by how fast they come, until the signal. V8 doubles it, up to 32 MiB, whenever as much as it holds has
 * outlived collections since it last did, however long that took: a server with little to do comes to hold the most within seconds.
 * Measured in docs/decisions/0029-new-objects-get-room-by-their-rate.md.
 */
export function boundYoungGeneration(signal: AbortSignal): void {
  const policy = createYoungGenerationPolicy();
  let mayGrow = true;
  const set = (wanted: boolean): void => {
    if (wanted === mayGrow) return;
    mayGrow = wanted;
    setFlagsFromString(`--semi-space-growth-factor=${wanted ? 2 : 1}`);
  };
  const observer = new PerformanceObserver((list) => {
    for (const { detail, startTime } of list.getEntries() as Collection[])
      if (detail?.kind === constants.NODE_PERFORMANCE_GC_MINOR) set(policy.collected(startTime));
  });
  observer.observe({ entryTypes: ['gc'] });
  set(false);
  const end = () => {
    observer.disconnect();
    set(true);
  };
  signal.addEventListener('abort', end, { once: true });
}
