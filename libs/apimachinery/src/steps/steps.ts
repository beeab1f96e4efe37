/** Work that may be long: it yields wherever it may be interrupted, so that a server can do something else first. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does the work in one go. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** What may be there at once, or in steps: so work that is nearly always short costs no steps. */
export type MaybeSteps<T extends object> = T | Steps<T>;

/** The result of what may be in steps. */
export function* settleSteps<T extends object>(work: MaybeSteps<T>): Steps<T> {
  return isSteps(work) ? yield* work : work;
}

const isSteps = <T extends object>(work: MaybeSteps<T>): work is Steps<T> =>
  Symbol.iterator in work && 'next' in work && 'throw' in work;

/** Elements or members between two places where a walk may be interrupted: some tens of microseconds. */
export const STRIDE = 256;

/** Whether a walk over many elements may be interrupted before this one. */
export const isStep = (index: number): boolean => index % STRIDE === STRIDE - 1;
