import { isCriticalPod, qosClassOf, TAINTS, tolerates } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { Pressure } from '../node/node-conditions';
import type { Refusal } from './admit-pod';

/**
 * Why a node that runs short takes no more of such pods. Of memory alone it takes those that say what they need, and those
 * that tolerate it.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/#node-conditions
 */
export function nodeUnderPressure(pod: Pod, pressures: ReadonlySet<Pressure>): Refusal | undefined {
  if (pressures.size === 0 || isCriticalPod(pod)) return undefined;
  if (pressures.size === 1 && pressures.has('MemoryPressure') && (qosClassOf(pod) !== 'BestEffort' || isTolerant(pod)))
    return undefined;
  return { reason: 'Evicted', message: `The node had condition: [${[...pressures].sort().join(' ')}]. ` };
}

const isTolerant = ({ spec }: Pod) =>
  (spec?.tolerations ?? []).some((toleration) =>
    tolerates(toleration, { key: TAINTS.memoryPressure, effect: 'NoSchedule' }),
  );
