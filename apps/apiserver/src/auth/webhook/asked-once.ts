/** Questions under way. Two API servers that ask each other ask one more for each answer that they wait for. */
const MOST_ASKED = 500;

/** Asks a question once at a time: who has the same meanwhile waits for that answer. */
export function createAskedOnce<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const asked = new Map<string, Promise<T>>();
  return (key, ask) => {
    const known = asked.get(key);
    if (known) return known;
    if (asked.size >= MOST_ASKED) return Promise.reject(new Error(`${MOST_ASKED} other questions wait for an answer`));
    const answer = ask().finally(() => asked.delete(key));
    asked.set(key, answer);
    return answer;
  };
}
