import { isStep } from '@kubets/apimachinery';

/** Finds warnings one after the other; undefined is a place where it may be interrupted, or given up. */
export type WarningSteps = Generator<string | undefined, void, undefined>;

/** What is to be said of each of many. */
export function* warningsOfEach<T>(
  items: Iterable<T>,
  warningsOf: (item: T, index: number) => Iterable<string | undefined> | string | undefined,
): WarningSteps {
  let index = 0;
  for (const item of items) {
    if (isStep(index)) yield;
    const warnings = warningsOf(item, index++);
    if (typeof warnings === 'string') yield warnings;
    else if (warnings) yield* warnings;
  }
}
