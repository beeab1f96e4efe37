/** How long all long pieces of work together may hold up one turn of the event loop, in milliseconds. */
const SHARE_MS = 5;

let shareEnds = 0;
let isScheduled = false;
const waiting: (() => void)[] = [];

/** Whether long work has had its share of this turn of the event loop: then {@link nextTurn} before going on. */
export function isTurnOver(): boolean {
  const now = performance.now();
  if (shareEnds === 0) beginShare(now);
  return now >= shareEnds;
}

/**
 * Resolves in a later turn of the event loop, after everything else that is to be done, whoever asked first first and as many
 * in each turn as are done within one share: so a small request waits for one share of long work, however much is under way.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    schedule();
  });
}

/** Between two steps of work of which each may be long: to be awaited, for the others first, when this turn has been long already. */
export const giveTurn = (): Promise<void> | undefined => (isTurnOver() ? nextTurn() : undefined);

/** Whether long work waits for a turn. */
export const isTurnWanted = (): boolean => waiting.length > 0;

function beginShare(now: number): void {
  shareEnds = now + SHARE_MS;
  schedule();
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(turn);
}

function turn(): void {
  isScheduled = false;
  shareEnds = 0;
  resumeNext();
}

function resumeNext(): void {
  const resume = waiting.shift();
  if (!resume) return;
  if (shareEnds === 0) beginShare(performance.now());
  resume();
  if (waiting.length > 0) queueMicrotask(afterMicrotasks);
}

/** Ticks come when what was resumed, and all that followed at once from it, has been done. */
const afterMicrotasks = (): void => process.nextTick(resumeWhileInShare);

function resumeWhileInShare(): void {
  if (performance.now() < shareEnds) resumeNext();
}
