import { isPodReady, isPodTerminating, LABELS } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { ordinalOf } from '../../owned/pod-identity';
import { isPodAvailable } from '../../pods/pod-state';

export const revisionOfPod = ({ metadata }: Pod): string => metadata?.labels?.[LABELS.controllerRevisionHash] ?? '';
export const replicasOf = ({ spec }: StatefulSet): number => spec?.replicas ?? 1;
export const isOrdered = ({ spec }: StatefulSet): boolean => spec?.podManagementPolicy !== 'Parallel';
export const startOf = ({ spec }: StatefulSet): number => spec?.ordinals?.start ?? 0;

/** Whether the set wants a pod of this number. */
export const isWanted = (set: StatefulSet, ordinal: number): boolean =>
  ordinal >= startOf(set) && ordinal < startOf(set) + replicasOf(set);

export const isRunningAndReady = (pod: Pod): boolean => pod.status?.phase === 'Running' && isPodReady(pod);

/** Whether a pod, or the place of one, offers nothing now. */
export const isUnavailable = (pod: Pod | undefined, minReadySeconds: number, now: Date): boolean =>
  pod === undefined || !isPodAvailable(pod, minReadySeconds, now) || isPodTerminating(pod);

/** Whether the pod is called what it is; one that was adopted may lack the label by which its Service finds it. */
export const hasIdentity = (pod: Pod): boolean => pod.metadata?.labels?.[LABELS.podName] === nameOf(pod);

/** One number of the set. */
export interface Place {
  ordinal: number;
  pod: Pod | undefined;
  /** Of the pod, or of the one to be made. */
  revision: string;
}

export interface Members {
  /** In order, each number that is wanted and has a pod, and the first of those that have none. */
  places: Place[];
  /** How many numbers that are wanted have no pod. */
  missing: number;
  /** Pods of numbers that are not, the highest first. */
  condemned: Pod[];
}

/** What the revision of a new pod depends on, besides its number. */
export interface Revisions {
  current: string;
  update: string;
}

/** Below the partition, or below those that are still there of the current revision, a new pod is as the others are. */
function revisionOfNew(set: StatefulSet, ordinal: number, { current, update }: Revisions): string {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {};
  if (rollingUpdate) return ordinal < startOf(set) + (rollingUpdate.partition ?? 0) ? current : update;
  const isCurrent = type === 'RollingUpdate' && ordinal < startOf(set) + (set.status?.currentReplicas ?? 0);
  return isCurrent ? current : update;
}

/** A set may want two thousand million pods; so many are looked at, and made, at a time. */
const MAX_EMPTY = 500;

export function membersOf(set: StatefulSet, pods: readonly Pod[], revisions: Revisions): Members {
  const byOrdinal = new Map(pods.map((pod) => [ordinalOf(set, pod) ?? -1, pod]));
  const ordinals = [...byOrdinal.keys()].filter((ordinal) => isWanted(set, ordinal));
  const missing = replicasOf(set) - ordinals.length;
  for (let ordinal = startOf(set), empty = 0; empty < Math.min(missing, MAX_EMPTY); ordinal++) {
    if (byOrdinal.has(ordinal)) continue;
    ordinals.push(ordinal);
    empty++;
  }
  const places = ordinals
    .sort((a, b) => a - b)
    .map((ordinal): Place => {
      const pod = byOrdinal.get(ordinal);
      return { ordinal, pod, revision: pod ? revisionOfPod(pod) : revisionOfNew(set, ordinal, revisions) };
    });
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal >= 0 && !isWanted(set, ordinal))
    .sort(([a], [b]) => b - a)
    .map(([, pod]) => pod);
  return { places, missing, condemned };
}
