/** Something that holds forms of itself that can be made again. */
export interface Warm {
  /** The generation in which its forms were used last. */
  usedIn: number;
  /** Lets go of them. */
  cool(): void;
}

const GENERATION_MS = 15_000;
const GENERATION_BYTES = 48 * 1024 * 1024;

let generation = 1;
let bytes = 0;
let young = new Set<Warm>();
let old = new Set<Warm>();
let timer: NodeJS.Timeout | undefined;

/**
 * Notes a use. What is not used for 15 to 30 s is cooled, and sooner when much is used: a list of everything that is
 * stored does not stay in memory in every form it was ever shown in.
 * @param size about how many bytes the form takes that was just made; 0 for one that was there already
 */
export function keepWarm(warm: Warm, size: number): void {
  bytes += size;
  if (warm.usedIn !== generation) {
    warm.usedIn = generation;
    young.add(warm);
    old.delete(warm);
  }
  if (bytes > GENERATION_BYTES) nextGeneration();
  timer ??= setInterval(nextGeneration, GENERATION_MS).unref();
}

/** Whether a use has to be noted. */
export const isNoted = ({ usedIn }: Warm): boolean => usedIn === generation;

/** Cools what has not been used since the last generation began. Exported for tests, which do not wait for it. */
export function nextGeneration(): void {
  for (const warm of old) warm.cool();
  old = young;
  young = new Set();
  bytes = 0;
  generation += 1;
  if (old.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}
