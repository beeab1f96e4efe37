import type { Pod } from '@kubets/proto-gen/core/v1';
import { amountsOf } from './pod-resources';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const counted = ['cpu', 'memory'] as const;

/** Guaranteed: every container's requests equal its limits for CPU and memory. BestEffort: nobody asks for anything. */
export function qosClassOf(pod: Pod): QosClass {
  const all = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  const holders = pod.spec?.resources ? [pod.spec] : all;
  let anything = false;
  let guaranteed = true;
  for (const { resources } of holders) {
    const requests = amountsOf(resources?.requests);
    const limits = amountsOf(resources?.limits);
    for (const name of counted) {
      const request = requests[name] ?? 0;
      const limit = limits[name] ?? 0;
      if (request > 0 || limit > 0) anything = true;
      if (limit === 0 || (requests[name] !== undefined && request !== limit)) guaranteed = false;
    }
  }
  if (!anything) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
