import { fieldErrors, FieldPath, NON_NEGATIVE_TEXT, type FieldError } from '@kubets/apimachinery';
import type { Int64 } from '@kubets/proto-gen/int64';

const STATUS = FieldPath.of('status');
const COUNTS = [
  'replicas',
  'fullyLabeledReplicas',
  'readyReplicas',
  'availableReplicas',
  'observedGeneration',
  'terminatingReplicas',
] as const;
type Count = (typeof COUNTS)[number];

interface Counting {
  status?: Partial<Record<Exclude<Count, 'observedGeneration'>, number>> & { observedGeneration?: Int64 };
}

/** Of the status of a ReplicaSet or a ReplicationController: no count is negative, and none is more than what it is a part of. */
export function replicaCountErrors({ status = {} }: Counting): FieldError[] {
  const count = (name: Count) => Number(status[name] ?? 0);
  const invalid = (name: Count, detail: string) => fieldErrors.invalid(STATUS.child(name), count(name), detail);
  return [
    ...COUNTS.filter((name) => count(name) < 0).map((name) => invalid(name, NON_NEGATIVE_TEXT)),
    ...(['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const)
      .filter((name) => count(name) > count('replicas'))
      .map((name) => invalid(name, 'cannot be greater than status.replicas')),
    ...(count('availableReplicas') > count('readyReplicas')
      ? [invalid('availableReplicas', 'cannot be greater than readyReplicas')]
      : []),
  ];
}
