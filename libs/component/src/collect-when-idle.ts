import { performance, type EventLoopUtilization } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createCollectionPolicy } from './collection-policy';

const LOOK_MS = 5_000;

/**
 * Gives memory back to the system when there is nothing to do, until the signal. Costs a look at a few counters every
 * five seconds; does not keep the process alive.
 */
export function collectWhenIdle(signal: AbortSignal): void {
  const policy = createCollectionPolicy();
  let last: EventLoopUtilization = performance.eventLoopUtilization();
  const look = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    if (policy.isDue({ heldBytes: heldBytes(), utilization, nowMs: performance.now() })) beginCollection();
  };
  const timer = setInterval(look, LOOK_MS).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** New objects do not count: they go by themselves, and cheaply. */
function heldBytes(): number {
  const young = getHeapSpaceStatistics().filter(({ space_name: name }) => name.startsWith('new_'));
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external - young.reduce((sum, space) => sum + space.space_used_size, 0);
}

type Collect = (options: { type: 'minor' }) => void;
let collect: Collect | undefined;

/**
 * Has V8 begin a collection of everything, which goes on beside other work and ends with a pause of some 30 ms for a heap
 * of 100 MB, where `gc()` would stop the process for as long as all of it takes. V8 begins one after a collection of young
 * objects if it has reason to, and the first of these flags is one; the second has it give back more of its pages, and the
 * third the compiled code of all functions, of which most are run at the start only: it compiles again what is called again.
 */
export function beginCollection(): void {
  collect ??= withFlags(['expose-gc'], () => runInNewContext('gc') as Collect);
  withFlags(['stress-incremental-marking', 'optimize-for-size', 'stress-flush-code'], () =>
    collect!({ type: 'minor' }),
  );
}

function withFlags<T>(flags: readonly string[], run: () => T): T {
  for (const flag of flags) setFlagsFromString(`--${flag}`);
  try {
    return run();
  } finally {
    for (const flag of flags) setFlagsFromString(`--no-${flag}`);
  }
}
