import type { Taint, Toleration } from '@kubets/proto-gen/core/v1';

function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  // An empty key is only allowed with Exists, and then means every taint.
  return toleration.operator === 'Exists' || (toleration.value ?? '') === (taint.value ?? '');
}

/** The first taint that `applies` and that no toleration covers; undefined when the pod may be there. */
export function untoleratedTaint(taints: readonly Taint[], tolerations: readonly Toleration[] | undefined, applies: (taint: Taint) => boolean): Taint | undefined {
  return taints.find((taint) => applies(taint) && !(tolerations ?? []).some((toleration) => tolerates(toleration, taint)));
}

/** Keeps pods off, as opposed to PreferNoSchedule, which only ranks. */
export function forbidsScheduling({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}
