import type { PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { LABELS } from '../well-known';

/** A ReplicaSet's template as its Deployment has it: without the label by which ReplicaSets tell their pods apart. */
export function withoutTemplateHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { [LABELS.podTemplateHash]: _hash, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}
