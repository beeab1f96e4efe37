import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from './store';

export interface CompactionOptions {
  store: Pick<Store, 'currentRevision' | 'compact'>;
  signal: AbortSignal;
  intervalMs: number;
  /** History up to there is gone. */
  onCompacted?(revision: number): void;
  onError(error: Error): void;
}

/**
 * Keeps between one and two intervals of history: each round compacts to where the store was at the round before. Two
 * apiservers doing the same do no harm: the second compaction finds nothing left to do.
 */
export async function runCompaction({
  store,
  signal,
  intervalMs,
  onCompacted,
  onError,
}: CompactionOptions): Promise<void> {
  let previous = 0;
  while (!signal.aborted) {
    try {
      const revision = await store.currentRevision();
      if (previous > 0) {
        await store.compact(previous);
        onCompacted?.(previous);
      }
      previous = revision;
    } catch (error) {
      onError(error as Error);
    }
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
