import { podRequests, runningContainers } from '@kubets/api';
import { parseQuantity } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';

/**
 * How much of a resource each pod asks for, in thousandths and by the pods' names; of one container if one is named.
 * @throws Error for a pod that does not ask for it.
 */
export function requestsOf(pods: readonly Pod[], resource: string, container: string): Map<string, number> {
  return new Map(pods.map((pod) => [pod.metadata?.name ?? '', requestOf(pod, resource, container)]));
}

function requestOf(pod: Pod, resource: string, container: string): number {
  const name = pod.metadata?.name ?? '';
  if (container === '' && Object.keys(pod.spec?.resources?.requests ?? {}).length > 0) {
    const request = podRequests(pod)[resource];
    if (request === undefined) throw new Error(`missing pod-level request for ${resource} in Pod ${name}`);
    return resource === 'cpu' ? request : request * 1000;
  }
  let sum = 0;
  for (const one of runningContainers(pod)) {
    if (container !== '' && one.name !== container) continue;
    const request = one.resources?.requests?.[resource];
    if (request === undefined)
      throw new Error(`missing request for ${resource} in container ${one.name} of Pod ${name}`);
    sum += parseQuantity(request).milliValue();
    if (container !== '') return sum;
  }
  if (container !== '') throw new Error(`container ${container} not found in Pod ${name}`);
  return sum;
}
