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

/** Whether it is work that has to be done yet. */
export const isSteps = <T>(work: T | Steps<T>): work is Steps<T> =>
  typeof work === 'object' && work !== null && 'next' in work && 'throw' in work && Symbol.iterator in work;

/** Elements or members between two places where a walk may be interrupted: some tens of microseconds. */
export const STRIDE = 256;

let walked = 0;

/**
 * Whether a walk may be interrupted before this element: it is so far in its list, or so many have been walked since the last
 * interruption, for a hundred thousand lists of one element are a long walk, too.
 */
export function isStep(index = 0): boolean {
  walked += 1;
  if (walked < STRIDE && index % STRIDE !== STRIDE - 1) return false;
  walked = 0;
  return true;
}

/** For walks of which some places take longer than others: to be told of the work at each, tells when it was enough for a step. */
export function createPace(): (work: number) => boolean {
  let done = 0;
  return (work) => {
    done += work;
    if (done < STRIDE) return false;
    done = 0;
    return true;
  };
}
