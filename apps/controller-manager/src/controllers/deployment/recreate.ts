import { isPodTerminal } from '@kubets/api';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { actualReplicas, type Generations } from './replica-sets';

/** True while a pod of an older template may still run; the new ones wait for it. */
export function oldPodsRunning({ oldSets }: Generations, podsOf: (set: ReplicaSet) => readonly Pod[]): boolean {
  if (actualReplicas(oldSets) > 0) return true;
  return oldSets.some((set) => podsOf(set).some((pod) => !isPodTerminal(pod)));
}
