import { isPodReady } from '@kubets/api';
import type { DaemonSetStatus } from '@kubets/proto-gen/apps/v1';
import { isUpdated, oldestFirst } from './daemon-pods';
import { isAvailable, type Observation } from './plan';

const COUNTS = [
  'desiredNumberScheduled',
  'currentNumberScheduled',
  'numberMisscheduled',
  'numberReady',
  'updatedNumberScheduled',
  'numberAvailable',
  'numberUnavailable',
] as const;

/** How many nodes have, and should have, a pod, and in what state the oldest of each is. */
export function daemonStatus(o: Observation): DaemonSetStatus {
  const meant = o.nodes.filter(({ shouldRun }) => shouldRun);
  const current = meant.flatMap(({ name }) => [...(o.byNode.get(name) ?? [])].sort(oldestFirst).slice(0, 1));
  const available = current.filter((pod) => isPodReady(pod) && isAvailable(o, pod)).length;
  return {
    ...o.set.status,
    desiredNumberScheduled: meant.length,
    currentNumberScheduled: current.length,
    numberMisscheduled: o.nodes.filter(({ name, shouldRun }) => !shouldRun && o.byNode.has(name)).length,
    numberReady: current.filter(isPodReady).length,
    updatedNumberScheduled: current.filter((pod) => isUpdated(pod, o.state)).length || undefined,
    numberAvailable: available || undefined,
    numberUnavailable: meant.length - available || undefined,
  };
}

export const sameDaemonStatus = (a: DaemonSetStatus | undefined, b: DaemonSetStatus): boolean =>
  COUNTS.every((count) => (a?.[count] ?? 0) === (b[count] ?? 0)) &&
  (a?.observedGeneration ?? 0) === (b.observedGeneration ?? 0) &&
  (a?.collisionCount ?? 0) === (b.collisionCount ?? 0);
