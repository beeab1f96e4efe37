import { findCondition, tolerates } from '@kubets/api';
import type { Node, Pod, Taint, Toleration } from '@kubets/proto-gen/core/v1';
import { toSeconds } from '@kubets/proto-gen/int64';

export const taintsWithEffect = (node: Node | undefined, effect: string): Taint[] =>
  (node?.spec?.taints ?? []).filter((taint) => taint.effect === effect);

/** `never`: every taint is tolerated for good. */
export type Eviction = { when: 'never' } | { when: 'now' } | { when: 'at'; atMs: number };

/** The shortest of the times for which the taints are tolerated, in seconds; undefined when for good. */
function toleratedSeconds(used: readonly Toleration[]): number | undefined {
  const limits = used.flatMap(({ tolerationSeconds }) =>
    tolerationSeconds === undefined ? [] : [Math.max(0, toSeconds(tolerationSeconds))],
  );
  return limits.length > 0 ? Math.min(...limits) : undefined;
}

/**
 * When a pod has to leave a node with these NoExecute taints. The time runs from the taint, or from when the pod
 * came to the node if that was later, so that a restart of this controller does not start it anew.
 */
export function evictionOf(pod: Pod, taints: readonly Taint[]): Eviction {
  if (taints.length === 0) return { when: 'never' };
  const used = taints.map((taint) => pod.spec?.tolerations?.find((toleration) => tolerates(toleration, taint)));
  const tolerations = used.filter((toleration) => toleration !== undefined);
  if (tolerations.length < taints.length) return { when: 'now' };
  const seconds = toleratedSeconds(tolerations);
  if (seconds === undefined) return { when: 'never' };
  if (seconds === 0) return { when: 'now' };
  const cameAt =
    findCondition(pod.status?.conditions, 'PodScheduled')?.lastTransitionTime ?? pod.metadata?.creationTimestamp;
  const starts = [cameAt, ...taints.map(({ timeAdded }) => timeAdded)]
    .map((time) => Date.parse(time ?? ''))
    .filter((ms) => !Number.isNaN(ms));
  return { when: 'at', atMs: Math.max(0, ...starts) + seconds * 1000 };
}
