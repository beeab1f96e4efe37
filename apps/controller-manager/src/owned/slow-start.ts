/**
 * Calls `start` for the items in batches of 1, 2, 4, … so that a quota or an admission that refuses everything is met
 * by one failure and not by hundreds. Stops after the first batch with a failure.
 */
export async function slowStart<T>(
  items: readonly T[],
  start: (item: T) => Promise<void>,
): Promise<{ succeeded: number; error?: unknown }> {
  let succeeded = 0;
  for (let batch = 1; succeeded < items.length; batch *= 2) {
    const some = items.slice(succeeded, succeeded + batch);
    const results = await Promise.allSettled(some.map(start));
    const failed = results.filter((result) => result.status === 'rejected');
    succeeded += some.length - failed.length;
    if (failed[0]) return { succeeded, error: failed[0].reason };
  }
  return { succeeded };
}
