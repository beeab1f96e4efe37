/** Answers that hold for a while. */
export interface KeptAnswers<T> {
  /**
   * The answer that is kept under the key, or what `ask` says: those who want the same meanwhile wait for that.
   * @throws TooManyAskedError
   */
  answer(key: string, ask: () => Promise<{ value: T; keptMs: number }>): Promise<T>;
}

const MOST_KEPT = 1_000;
const MOST_ASKED = 100;

/** So many other answers are waited for that nothing more is asked. */
export class TooManyAskedError extends Error {}

/** Of at most a thousand keys: the oldest goes. */
export function createKeptAnswers<T>(monotonicMs: () => number): KeptAnswers<T> {
  const kept = new Map<string, { untilMs: number; value: Promise<T> }>();
  let underWay = 0;
  return {
    answer(key, ask) {
      const known = kept.get(key);
      if (known && monotonicMs() < known.untilMs) return known.value;
      kept.delete(key);
      if (underWay >= MOST_ASKED) return Promise.reject(new TooManyAskedError('too many answers are waited for'));
      underWay += 1;
      const asked = ask().finally(() => (underWay -= 1));
      const entry = { untilMs: Infinity, value: asked.then(({ value }) => value) };
      kept.set(key, entry);
      asked.then(
        ({ keptMs }) => void (entry.untilMs = monotonicMs() + keptMs),
        () => void (kept.get(key) === entry && kept.delete(key)),
      );
      if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
      return entry.value;
    },
  };
}
