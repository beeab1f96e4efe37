import { findCondition } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { PersistentVolumeClaimCondition } from '@kubets/proto-gen/core/v1';

const TYPE = 'Unused';

/** A claim's conditions, among them whether pods use it and since when they do not; undefined when they say so already. */
export function withUnused(
  conditions: readonly PersistentVolumeClaimCondition[] = [],
  isUsed: boolean,
  now: Date,
): PersistentVolumeClaimCondition[] | undefined {
  const said = isUsed ? { status: 'False', reason: 'PodUsingPVC' } : { status: 'True', reason: 'NoPodsUsingPVC' };
  const current = findCondition(conditions, TYPE);
  if (current?.status === said.status) return undefined;
  const next = { type: TYPE, ...said, lastTransitionTime: rfc3339(now) };
  return current ? conditions.map((other) => (other === current ? next : other)) : [...conditions, next];
}
