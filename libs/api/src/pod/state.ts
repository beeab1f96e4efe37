import type { Pod } from '@kubets/proto-gen/core/v1';
import { ANNOTATIONS } from '../well-known';
import { isConditionTrue } from '../conditions';

export function isPodReady({ status }: Pod): boolean {
  return isConditionTrue(status?.conditions, 'Ready');
}

/** A phase in which all containers have ended for good. */
export function isTerminalPhase(phase: string | undefined): phase is 'Succeeded' | 'Failed' {
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Such a pod holds nothing on its node any more. */
export function isPodTerminal({ status }: Pod): boolean {
  return isTerminalPhase(status?.phase);
}

export function isPodTerminating({ metadata }: Pod): boolean {
  return metadata?.deletionTimestamp !== undefined;
}

/** Active pods are those that count as replicas. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !isPodTerminating(pod);
}

/** The pod's addresses, the primary first. */
export function podIPsOf({ status }: Pod): string[] {
  const ips = (status?.podIPs ?? []).flatMap(({ ip }) => (ip ? [ip] : []));
  if (ips.length > 0) return ips;
  return status?.podIP ? [status.podIP] : [];
}

/** Whether a kubelet put the pod there to show a static pod of its own. */
export const isMirrorPod = ({ metadata }: Pod): boolean => metadata?.annotations?.[ANNOTATIONS.mirrorPod] !== undefined;
