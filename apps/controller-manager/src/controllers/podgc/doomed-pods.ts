import { isNodeReady, isPodTerminal, isPodTerminating } from '@kubets/api';
import type { Node, Pod, PodCondition } from '@kubets/proto-gen/core/v1';

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/** Why a pod is collected. */
export type Doom = 'orphaned' | 'unscheduled-terminating' | 'out-of-service';

/** Why nobody but the collector will ever remove the pod; undefined for all others. */
export function doomOf(pod: Pod, node: Node | undefined): Doom | undefined {
  if (!pod.spec?.nodeName) return isPodTerminating(pod) ? 'unscheduled-terminating' : undefined;
  if (!node) return 'orphaned';
  const outOfService = node.spec?.taints?.some(({ key }) => key === OUT_OF_SERVICE) ?? false;
  const ready = isNodeReady(node);
  return outOfService && !ready && isPodTerminating(pod) ? 'out-of-service' : undefined;
}

/** What the pod's status says of its end; the unscheduled never ran, so nothing was disrupted. */
export function disruptionOf(doom: Doom): PodCondition | undefined {
  const condition = (message: string): PodCondition => ({
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByPodGC',
    message,
  });
  switch (doom) {
    case 'orphaned':
      return condition('PodGC: node no longer exists');
    case 'out-of-service':
      return condition('PodGC: node is out of service');
    case 'unscheduled-terminating':
      return undefined;
  }
}

const wasEvicted = (pod: Pod): boolean => pod.status?.phase === 'Failed' && pod.status.reason === 'Evicted';

/** The ended pods beyond the threshold: evicted ones first, then the oldest. */
export function surplusTerminated(pods: readonly Pod[], threshold: number): Pod[] {
  if (threshold <= 0) return [];
  const ended = pods.filter(isPodTerminal);
  const created = (pod: Pod): string => pod.metadata?.creationTimestamp ?? '';
  return ended
    .sort(
      (a, b) =>
        Number(wasEvicted(b)) - Number(wasEvicted(a)) ||
        (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0),
    )
    .slice(0, Math.max(0, ended.length - threshold));
}
