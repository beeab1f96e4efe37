import { findCondition, isSidecar } from '@kubets/api';
import type { ContainerStatus, Pod } from '@kubets/proto-gen/core/v1';

const endOf = ({ state }: ContainerStatus): number => Date.parse(state?.terminated?.finishedAt ?? '');

/** When the last container ended; NaN while one has not. Sidecars end after the others. */
function containersEndMs({ spec, status }: Pod): number {
  const sidecars = new Set(spec?.initContainers?.filter(isSidecar).map(({ name }) => name));
  const ends = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ].map(endOf);
  return ends.length === 0 ? NaN : Math.max(...ends);
}

/**
 * When a pod ended, in ms since the epoch: when its containers did, or it stopped being ready, or its deletion was asked for.
 * One that is none of these counts from its creation.
 */
export function finishedAtMs(pod: Pod): number {
  const { deletionTimestamp, deletionGracePeriodSeconds, creationTimestamp } = pod.metadata ?? {};
  const ready = findCondition(pod.status?.conditions, 'Ready');
  const candidates = [
    containersEndMs(pod),
    ready?.status === 'False' ? Date.parse(ready.lastTransitionTime ?? '') : NaN,
    Date.parse(deletionTimestamp ?? '') - Number(deletionGracePeriodSeconds ?? 0) * 1000,
    Date.parse(creationTimestamp ?? ''),
  ];
  return candidates.find(Number.isFinite) ?? 0;
}
