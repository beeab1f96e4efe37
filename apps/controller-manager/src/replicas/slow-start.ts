/**
 * Calls `start` `count` times in batches of 1, 2, 4, … so that a quota or an admission that refuses everything is met
 * by one failure and not by hundreds. Stops after the first batch with a failure.
 */
export async function slowStart(count: number, start: () => Promise<void>): Promise<{ succeeded: number; error?: unknown }> {
  let succeeded = 0;
  for (let batch = 1; succeeded < count; batch *= 2) {
    const size = Math.min(batch, count - succeeded);
    const results = await Promise.allSettled(Array.from({ length: size }, () => start()));
    const failed = results.filter((result) => result.status === 'rejected');
    succeeded += size - failed.length;
    if (failed[0]) return { succeeded, error: failed[0].reason };
  }
  return { succeeded };
}
