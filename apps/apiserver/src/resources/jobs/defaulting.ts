import type { KubeObject, Steps } from '@kubets/apimachinery';
import type { Job } from '@kubets/proto-gen/batch/v1';
import { defaultPodSpec } from '../../pod-spec/default-pod-spec';

const UNLIMITED = 2 ** 31 - 1;

export function* defaultJob(object: KubeObject): Steps<void> {
  const job = object as Job;
  const spec = job.spec!;
  yield* defaultPodSpec(spec.template!.spec!);
  // Left out alone, completions means that one success is enough.
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : UNLIMITED;
  const labels = spec.template?.metadata?.labels;
  if (labels && Object.keys(job.metadata?.labels ?? {}).length === 0)
    job.metadata = { ...job.metadata, labels: { ...labels } };
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed';
  spec.manualSelector ??= false;
}
