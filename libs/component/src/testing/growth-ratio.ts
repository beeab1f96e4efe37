const TRIES = 4;

function bestMs(run: () => unknown): number {
  let least = Infinity;
  for (let round = 0; round < 3; round++) {
    const startedMs = performance.now();
    run();
    least = Math.min(least, performance.now() - startedMs);
  }
  return least;
}

/**
 * How much more time per entry ten times the entries take: about 1 when time grows with them, 10 when it grows with their square.
 * The least of some tries counts, for the machine may be busy with something else; inputs are made outside of the time taken.
 */
export function growthRatio<T>(input: (size: number) => T, run: (value: T) => unknown, size = 1000): number {
  const [small, large] = [input(size), input(10 * size)];
  let least = Infinity;
  for (let attempt = 0; attempt < TRIES && least > 2; attempt++) {
    const smallMs = Math.max(
      0.2,
      bestMs(() => run(small)),
    );
    least = Math.min(least, bestMs(() => run(large)) / smallMs / 10);
  }
  return least;
}
