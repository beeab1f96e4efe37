import { podRequests, qosClassOf } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** A resize that waits: what the pod asks for, and what it has. */
export interface WaitingResize {
  wanted: Pod;
  allocated: Pod;
  /** When it was first put off. */
  sinceMs: number;
}

/** Whether the pod asks for more CPU or memory than it has. */
function isIncrease({ wanted, allocated }: Pick<WaitingResize, 'wanted' | 'allocated'>): boolean {
  const [now, before] = [podRequests(wanted), podRequests(allocated)];
  return ['cpu', 'memory'].some((name) => (now[name] ?? 0) > (before[name] ?? 0));
}

/** Whose turn it is first: who gives back, then by priority, class of quality, and how long it has waited. */
export function compareWaiting(a: WaitingResize, b: WaitingResize): number {
  const ranks = (one: WaitingResize) => [
    isIncrease(one) ? 1 : 0,
    -(one.wanted.spec?.priority ?? 0),
    qosClassOf(one.wanted) === 'Guaranteed' ? 0 : 1,
    one.sinceMs,
  ];
  const [left, right] = [ranks(a), ranks(b)];
  return left.map((rank, index) => rank - right[index]!).find((difference) => difference !== 0) ?? 0;
}
