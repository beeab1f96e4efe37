import { amountsOf, qosClassOf, PRIORITY_CLASSES } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { LinuxContainerResources } from '@kubets/proto-gen/runtime/v1';
import { cpuQuota, cpuShares } from '../../groups/cpu-shares';

/**
 * CPU shares, quota and memory limit of a container; limits that are not set stay unset. What has a limit for the pod alone
 * has it for each container too, so that those who look at theirs find one.
 */
export function linuxResources(pod: Pod, container: Container, nodeMemoryBytes: number): LinuxContainerResources {
  const requests = amountsOf(container.resources?.requests);
  const limits = amountsOf(container.resources?.limits);
  const podLimits = amountsOf(pod.spec?.resources?.limits);
  const cpuRequest = requests['cpu'] ?? limits['cpu'] ?? 0;
  const cpuLimit = limits['cpu'] || podLimits['cpu'] || 0;
  const memoryLimit = limits['memory'] || podLimits['memory'] || 0;
  const { periodMicros, quotaMicros } = cpuQuota(cpuLimit);
  return {
    cpuShares: cpuShares(cpuRequest),
    ...(cpuLimit > 0 ? { cpuPeriod: periodMicros, cpuQuota: quotaMicros } : {}),
    ...(memoryLimit > 0 ? { memoryLimitInBytes: Math.floor(memoryLimit) } : {}),
    oomScoreAdj: oomScoreAdjustment(pod, requests['memory'] ?? limits['memory'] ?? 0, nodeMemoryBytes),
  };
}

/** The more of its request a burstable container exceeds, the sooner the kernel picks it; guaranteed pods come last. */
export function oomScoreAdjustment(pod: Pod, memoryRequest: number, nodeMemoryBytes: number): number {
  if (pod.spec?.priorityClassName === PRIORITY_CLASSES.systemNodeCritical) return -997;
  const qos = qosClassOf(pod);
  if (qos === 'Guaranteed') return -997;
  if (qos === 'BestEffort') return 1000;
  const score = 1000 - Math.floor((1000 * memoryRequest) / Math.max(1, nodeMemoryBytes));
  return Math.min(999, Math.max(3, score));
}
