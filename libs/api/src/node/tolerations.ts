import type { Taint, Toleration } from '@kubets/proto-gen/core/v1';

/**
 * Whether the toleration covers the taint. An empty key stands for every key, an empty effect for every effect, an
 * empty operator for `Equal`; an unknown operator covers nothing.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export function tolerates(toleration: Toleration, taint: Taint): boolean {
  if (toleration.effect && toleration.effect !== taint.effect) return false;
  if (toleration.key && toleration.key !== taint.key) return false;
  switch (toleration.operator || 'Equal') {
    case 'Exists':
      return true;
    case 'Equal':
      return (toleration.value ?? '') === (taint.value ?? '');
    default:
      return false;
  }
}

/** The first taint that `applies` and that no toleration covers; undefined when the pod may be there. */
export function untoleratedTaint(
  taints: readonly Taint[],
  tolerations: readonly Toleration[] = [],
  applies: (taint: Taint) => boolean = () => true,
): Taint | undefined {
  return taints.find((taint) => applies(taint) && !tolerations.some((toleration) => tolerates(toleration, taint)));
}

/** Keeps pods off, as opposed to PreferNoSchedule, which only ranks. */
export function forbidsScheduling({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}

/** A taint is told from others by key and effect. */
export function sameTaint(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}
