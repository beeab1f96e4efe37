import type { Subject } from './subject';

export interface GrowthOptions {
  /** Ascending, each ten times the one before. */
  sizes: readonly number[];
  /** Best of so many. */
  rounds: number;
  /** Times below it say more about the machine than about the subject. */
  floorMs: number;
}

export interface Growth {
  /** Nanoseconds per byte at each size that was tried. */
  perByte: number[];
  /** Of the two largest sizes: 1 when time grows with the input, 10 when it grows with the square; 1, too, where the largest is quick. */
  ratio: number;
}

/** What costs no more per byte at the largest size cannot have grown much: a square would take a hundred times as long by then. */
const QUICK_NS = 300;
/** A run this long is not repeated, and nothing larger tried: what grows has shown it by then. */
const LONG_MS = 1000;

/** Milliseconds of the processor, which has other work as well. */
function timed(subject: Subject, value: unknown): number {
  const from = process.cpuUsage();
  try {
    subject.run(value);
  } catch {
    // It refuses the input.
  }
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

function best(subject: Subject, value: unknown, { rounds, floorMs }: GrowthOptions): number {
  let least = Infinity;
  for (let round = 0; round < rounds && least > floorMs; round++) {
    least = Math.min(least, timed(subject, value));
    if (least > LONG_MS) break;
  }
  return Math.max(least, floorMs);
}

/** How the time per byte changes with the size. */
export function growthOf(subject: Subject, options: GrowthOptions): Growth {
  const perByte: number[] = [];
  for (const size of options.sizes) {
    const { bytes, value } = subject.input(size);
    const ms = best(subject, value, options);
    perByte.push((ms / bytes) * 1e6);
    if (ms > LONG_MS) break;
  }
  const last = perByte.at(-1)!;
  if (last < QUICK_NS) return { perByte, ratio: 1 };
  return { perByte, ratio: last / (perByte.at(-2) ?? last) };
}
