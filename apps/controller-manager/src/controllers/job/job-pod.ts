import { LABELS } from '@kubets/api';
import type { Job } from '@kubets/proto-gen/batch/v1';
import type { Container, Pod, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { anyPod, indexedPod, type PodIdentity } from '../../owned/pod-identity';
import { judgeFailure } from './failure-policy';
import { failureAnnotations, failuresOf, hasLimitPerIndex, isIndexed, TRACKING_FINALIZER } from './job-pods';

const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';
const INDEX_FIELD = `metadata.labels['${LABELS.jobCompletionIndex}']`;

const withIndexVariable = (container: Container): Container =>
  container.env?.some(({ name }) => name === INDEX_VARIABLE)
    ? container
    : {
        ...container,
        env: [
          ...(container.env ?? []),
          { name: INDEX_VARIABLE, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: INDEX_FIELD } } },
        ],
      };

/** The template that pods are made of: tracked, and knowing their index where they have one. */
export function podTemplateOf(job: Job): PodTemplateSpec {
  const { metadata, spec } = job.spec?.template ?? {};
  const finalizers = [...new Set([...(metadata?.finalizers ?? []), TRACKING_FINALIZER])];
  const withIndex = (containers: Container[] | undefined) =>
    isIndexed(job) && containers ? { all: containers.map(withIndexVariable) } : { all: containers };
  const { all: containers } = withIndex(spec?.containers);
  const { all: initContainers } = withIndex(spec?.initContainers);
  return {
    metadata: { ...metadata, finalizers },
    spec: { ...spec, ...(containers && { containers }), ...(initContainers && { initContainers }) },
  };
}

/** How often the index of a new pod has been tried in vain. */
function failuresBefore(job: Job, replaced: Pod | undefined): { counted: number; ignored: number } {
  if (!replaced) return { counted: 0, ignored: 0 };
  const { counted, ignored } = failuresOf(replaced);
  const { counts } = judgeFailure(job.spec?.podFailurePolicy, replaced);
  return { counted: counted + Number(counts), ignored: ignored + Number(!counts) };
}

/** `replaced`: the pod of the index that failed last. */
export function podIdentityOf(job: Job, index: number | undefined, replaced?: Pod): PodIdentity {
  if (index === undefined) return anyPod(job);
  const identity = indexedPod(job, index);
  if (!hasLimitPerIndex(job)) return identity;
  const failures = failureAnnotations(failuresBefore(job, replaced));
  return { ...identity, annotations: { ...identity.annotations, ...failures } };
}
