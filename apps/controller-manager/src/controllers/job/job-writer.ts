import { ignoreNotFound, nameOf, namespaceOf, objectKey, semanticEqual, uidOf } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { Job, JobStatus } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isTracked, TRACKING_FINALIZER } from './job-pods';

/** Removes the finalizer; a pod that is gone has none. */
export async function releasePod(pods: KubeClient['pods'], pod: Pod): Promise<void> {
  if (!isTracked(pod)) return;
  const body = { metadata: { uid: uidOf(pod), '$deleteFromPrimitiveList/finalizers': [TRACKING_FINALIZER] } };
  await pods
    .patch({ namespace: namespaceOf(pod), name: nameOf(pod) }, { type: 'strategic', body })
    .catch(ignoreNotFound);
}

/** Writes statuses, and knows which cached jobs are older than what it has written. */
export interface JobWriter {
  /** Nothing may be decided from a job as it was before the last write: its counters are not the latest. */
  isBehind(job: Job): boolean;
  /** Answers the job as stored; writes nothing when nothing changes. @throws StatusError Conflict when the job is not the latest. */
  writeStatus(job: Job, status: JobStatus): Promise<Job>;
  forget(key: string): void;
}

export function createJobWriter(jobs: KubeClient['jobs']): JobWriter {
  const written = new Map<string, { uid: string; version: bigint }>();
  const versionOf = ({ metadata }: Job): bigint => BigInt(metadata?.resourceVersion ?? 0);
  return {
    isBehind(job) {
      const last = written.get(objectKey(job));
      return last !== undefined && last.uid === uidOf(job) && versionOf(job) < last.version;
    },
    async writeStatus(job, status) {
      if (semanticEqual(job.status ?? {}, status)) return job;
      const stored = await jobs.updateStatus({ ...job, status });
      written.set(objectKey(job), { uid: uidOf(stored), version: versionOf(stored) });
      return stored;
    },
    forget: (key) => void written.delete(key),
  };
}
