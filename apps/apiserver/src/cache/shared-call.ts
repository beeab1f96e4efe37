/**
 * Shares a question among those who ask at the same time. The answer each gets was asked for after it asked, so for a
 * linearizable read it is as fresh as a call of its own: those who come while a call is under way wait for the next.
 */
export function sharedCall<T>(call: () => Promise<T>): () => Promise<T> {
  let running: Promise<unknown> | undefined;
  let next: Promise<T> | undefined;

  function start(): Promise<T> {
    next = undefined;
    const answer = call();
    const settled = answer
      .catch(() => undefined)
      .then(() => {
        if (running === settled) running = undefined;
      });
    running = settled;
    return answer;
  }

  return () => {
    if (!running) return start();
    return (next ??= running.then(start));
  };
}
