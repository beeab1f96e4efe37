import type { PodStatus } from '@kubets/proto-gen/core/v1';

/**
 * What a writer that does not know of it leaves out stays as it was: the generation of the pod that status and conditions are of.
 * Of several conditions of one type, the first goes with the first.
 */
export function keepObservedGenerations(status: PodStatus, old: PodStatus = {}): void {
  status.observedGeneration ||= old.observedGeneration;
  const earlier = [...(old.conditions ?? [])];
  for (const condition of status.conditions ?? []) {
    const index = earlier.findIndex(({ type }) => type === condition.type);
    const [before] = index < 0 ? [] : earlier.splice(index, 1);
    condition.observedGeneration ||= before?.observedGeneration;
  }
}
