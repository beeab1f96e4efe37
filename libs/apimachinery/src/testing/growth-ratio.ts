const TRIES = 4;

const least = (run: () => unknown) => Math.min(cpuMs(run), cpuMs(run), cpuMs(run));

/**
 * How much more time per entry ten times the entries take: about 1 when time grows with them, 10 when it grows with their square.
 * Time of the processor, and the least of some tries, for the machine may be busy with something else; inputs are made outside of it.
 */
export function growthRatio<T>(input: (size: number) => T, run: (value: T) => unknown, size = 1000): number {
  const [small, large] = [input(size), input(10 * size)];
  let ratio = Infinity;
  for (let attempt = 0; attempt < TRIES && ratio > 2; attempt++) {
    const smallMs = Math.max(
      0.2,
      least(() => run(small)),
    );
    ratio = Math.min(ratio, least(() => run(large)) / smallMs / 10);
  }
  return ratio;
}

/** Milliseconds of the processor that the work takes: unlike those of the clock, they do not grow when the machine has more to do. */
export function cpuMs(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}
