import { amountsOf, qosClassOf } from '@kubets/api';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { LinuxContainerResources } from '@kubets/proto-gen/runtime/v1';

const PERIOD_MICROS = 100_000;
const LEAST_QUOTA_MICROS = 1000;
/** The kernel refuses more than 2^44; no machine has as many CPUs. */
const MOST_QUOTA_MICROS = 2 ** 43;
const LEAST_SHARES = 2;
const MOST_SHARES = 262_144;

/** CPU shares, quota and memory limit of a container; limits that are not set stay unset. */
export function linuxResources(pod: Pod, container: Container, nodeMemoryBytes: number): LinuxContainerResources {
  const requests = amountsOf(container.resources?.requests);
  const limits = amountsOf(container.resources?.limits);
  const cpuRequest = requests['cpu'] ?? limits['cpu'] ?? 0;
  const cpuLimit = limits['cpu'] ?? 0;
  const memoryLimit = limits['memory'] ?? 0;
  return {
    cpuShares:
      cpuRequest === 0
        ? LEAST_SHARES
        : Math.min(MOST_SHARES, Math.max(LEAST_SHARES, Math.floor((cpuRequest * 1024) / 1000))),
    ...(cpuLimit > 0
      ? {
          cpuPeriod: PERIOD_MICROS,
          cpuQuota: Math.min(
            MOST_QUOTA_MICROS,
            Math.max(LEAST_QUOTA_MICROS, Math.floor((cpuLimit * PERIOD_MICROS) / 1000)),
          ),
        }
      : {}),
    ...(memoryLimit > 0 ? { memoryLimitInBytes: Math.floor(memoryLimit) } : {}),
    oomScoreAdj: oomScoreAdjustment(pod, requests['memory'] ?? limits['memory'] ?? 0, nodeMemoryBytes),
  };
}

/** The more of its request a burstable container exceeds, the sooner the kernel picks it; guaranteed pods come last. */
export function oomScoreAdjustment(pod: Pod, memoryRequest: number, nodeMemoryBytes: number): number {
  if (pod.spec?.priorityClassName === 'system-node-critical') return -997;
  const qos = qosClassOf(pod);
  if (qos === 'Guaranteed') return -997;
  if (qos === 'BestEffort') return 1000;
  const score = 1000 - Math.floor((1000 * memoryRequest) / Math.max(1, nodeMemoryBytes));
  return Math.min(999, Math.max(3, score));
}
