import type { Pod } from '@kubets/proto-gen/core/v1';
import { finishedAtMs } from './finished-time';
import { failuresOf } from './job-pods';

const FIRST_MS = 10_000;
const MOST_MS = 600_000;

/** How often a job's pods have failed since one last succeeded. */
export interface BackoffRecord {
  failures: number;
  lastFailureMs?: number;
}

export const NO_FAILURES: BackoffRecord = { failures: 0 };

/** The record with pods that have ended since. */
export function withEnded(record: BackoffRecord, succeeded: readonly Pod[], failed: readonly Pod[]): BackoffRecord {
  if (succeeded.length === 0 && failed.length === 0) return record;
  const lastSuccessMs = succeeded.reduce((latest, pod) => Math.max(latest, finishedAtMs(pod)), -Infinity);
  const times = failed.map(finishedAtMs).filter((atMs) => atMs > lastSuccessMs);
  const before = succeeded.length > 0 ? 0 : record.failures;
  if (times.length === 0) return NO_FAILURES;
  return { failures: before + times.length, lastFailureMs: Math.max(...times) };
}

/** How long a replacement still has to wait. */
export function backoffMs({ failures, lastFailureMs }: BackoffRecord, now: Date): number {
  if (failures === 0 || lastFailureMs === undefined) return 0;
  // Of what has failed often the power is infinite, and the limit is what counts.
  const delayMs = Math.min(MOST_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.max(0, lastFailureMs + delayMs - now.getTime());
}

/** The same for one index, by the pod of it that failed last. */
export function indexBackoffMs(lastFailed: Pod | undefined, now: Date): number {
  if (!lastFailed) return 0;
  const { counted, ignored } = failuresOf(lastFailed);
  return backoffMs({ failures: counted + ignored + 1, lastFailureMs: finishedAtMs(lastFailed) }, now);
}
