import { performance } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createCollectionPolicy } from './collection-policy';

const LOOK_MS = 5_000;
/**
 * Collections after a start. Later on, code that is there is code that is run again, but for that of work that is over: it is forgotten after so
 * much time of a processor.
 */
const FORGETTING_CODE = 2;
const FORGETTING_CODE_AGAIN_MS = 20_000;
/** With more than this of a processor the work goes on. */
const AT_WORK = 0.2;

/**
 * Gives memory back to the system when there is nothing to do, until the signal. Costs a look at a few counters every
 * five seconds; does not keep the process alive.
 */
export function collectWhenIdle(signal: AbortSignal): void {
  const policy = createCollectionPolicy();
  let last = { atMs: performance.now(), usedMs: usedMs() };
  let collections = 0;
  let forgottenAt = 0;
  const look = () => {
    const now = { atMs: performance.now(), usedMs: usedMs() };
    const processorShare = (now.usedMs - last.usedMs) / (now.atMs - last.atMs);
    last = now;
    if (!policy.isDue({ heldBytes: heldBytes(), processorShare, nowMs: now.atMs })) return;
    const isOdd =
      policy.isLastAfterMuch() && processorShare < AT_WORK && now.usedMs - forgottenAt > FORGETTING_CODE_AGAIN_MS;
    const forgetCode = collections++ < FORGETTING_CODE || isOdd;
    if (forgetCode) forgottenAt = now.usedMs;
    beginCollection({ forgetCode });
  };
  const timer = setInterval(look, LOOK_MS).unref();
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

/** Time of a processor that the process has had. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * What a collection may give back. Of new objects, which go by themselves and cheaply, it is the room that counts: it grows
 * with work, to 32 MiB, and stays until all is collected.
 */
export function heldBytes(): number {
  const young = getHeapSpaceStatistics().filter(({ space_name: name }) => name.startsWith('new_'));
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return young.reduce((sum, space) => sum + space.physical_space_size - space.space_used_size, used + external);
}

type Collect = (options: { type: 'minor' }) => void;
let collect: Collect | undefined;

/**
 * Has V8 begin a collection of everything, which goes on beside other work and ends with a pause of some 30 ms for a heap
 * of 100 MB, where `gc()` would stop the process for as long as all of it takes. V8 begins one after a collection of young
 * objects if it has reason to, and the first of these flags is one; the second has it give back more of its pages, and the
 * third, to forget code, the compiled form of all functions: it compiles again what is called again.
 */
export function beginCollection({ forgetCode }: { forgetCode: boolean }): void {
  collect ??= withFlags(['expose-gc'], () => runInNewContext('gc') as Collect);
  const flags = ['stress-incremental-marking', 'optimize-for-size', ...(forgetCode ? ['stress-flush-code'] : [])];
  withFlags(flags, () => collect!({ type: 'minor' }));
}

function withFlags<T>(flags: readonly string[], run: () => T): T {
  for (const flag of flags) setFlagsFromString(`--${flag}`);
  try {
    return run();
  } finally {
    for (const flag of flags) setFlagsFromString(`--no-${flag}`);
  }
}
