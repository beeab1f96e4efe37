import { parseQuantity } from '@kubets/apimachinery';
import type { Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { hasPodLevelResources } from './resources';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

/** Only these decide which pods go first when a node runs short. */
const RESOURCES = ['cpu', 'memory'] as const;

/**
 * BestEffort: nothing asked for, no limit. Guaranteed: a limit for CPU and memory everywhere, and requests equal to it.
 * The pod as a whole decides if it has resources of its own, else all of its containers do.
 * https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
 */
export function qosClassOf(pod: Pod): QosClass {
  const holders = hasPodLevelResources(pod)
    ? [pod.spec!]
    : [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  return together(holders.map(({ resources }) => classOf(resources)));
}

/** Read once: nearly all containers of a pod of thousands name nothing. */
const NOTHING = parseQuantity('0');
const amountOf = (text: string | undefined) => (text === undefined ? NOTHING : parseQuantity(text));

function classOf({ requests, limits }: ResourceRequirements = {}): QosClass {
  return together(
    RESOURCES.map((name) => {
      const request = amountOf(requests?.[name]);
      if (request.cmp(amountOf(limits?.[name])) !== 0) return 'Burstable';
      return request.sign() === 0 ? 'BestEffort' : 'Guaranteed';
    }),
  );
}

function together(classes: readonly QosClass[]): QosClass {
  const [first = 'BestEffort'] = classes;
  return classes.every((one) => one === first) ? first : 'Burstable';
}
