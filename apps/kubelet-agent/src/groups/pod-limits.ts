import { amountsOf, podRequests } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { cpuQuota, cpuShares } from './cpu-shares';

/** What a pod's group is given; undefined is no limit. */
export interface GroupLimits {
  cpuShares: number;
  cpu?: { periodMicros: number; quotaMicros: number };
  memoryBytes?: number;
}

/**
 * The weight of all that the pod asks for, and the limits of the pod as a whole; its containers have theirs beside.
 * https://kubernetes.io/docs/tasks/configure-pod-container/assign-pod-level-resources/
 */
export function podGroupLimits(pod: Pod): GroupLimits {
  const { cpu = 0, memory = 0 } = amountsOf(pod.spec?.resources?.limits);
  const overhead = amountsOf(pod.spec?.overhead);
  return {
    cpuShares: cpuShares(podRequests(pod)['cpu'] ?? 0),
    ...(cpu > 0 ? { cpu: cpuQuota(cpu + (overhead['cpu'] ?? 0)) } : {}),
    ...(memory > 0 ? { memoryBytes: Math.floor(memory + (overhead['memory'] ?? 0)) } : {}),
  };
}

/** The values of a group's files of version 1, by controller and file; -1 lifts a limit. */
export const filesOfV1 = ({ cpuShares: shares, cpu, memoryBytes }: GroupLimits): [string, string, number][] => [
  ['cpu', 'cpu.shares', shares],
  ...(cpu ? [['cpu', 'cpu.cfs_period_us', cpu.periodMicros] as [string, string, number]] : []),
  ['cpu', 'cpu.cfs_quota_us', cpu?.quotaMicros ?? -1],
  ['memory', 'memory.limit_in_bytes', memoryBytes ?? -1],
];
