/** Work that may be long: it yields wherever it may be interrupted, so that a server can do something else first. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does the work in one go. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Elements or members between two places where a walk may be interrupted: some tens of microseconds. */
export const STRIDE = 256;

/** Whether a walk over many elements may be interrupted before this one. */
export const isStep = (index: number): boolean => index % STRIDE === STRIDE - 1;
