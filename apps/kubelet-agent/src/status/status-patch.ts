import { semanticEqual } from '@kubets/apimachinery';
import type { Pod, PodCondition, PodStatus } from '@kubets/proto-gen/core/v1';

type Entry = Record<string, unknown>;

/** Which claims for devices a pod has: controllers and the scheduler write that, and need it when the pod has ended. */
const OF_OTHERS: ReadonlySet<keyof PodStatus> = new Set([
  'resourceClaimStatuses',
  'extendedResourceClaimStatus',
  'nodeAllocatableResourceClaimStatuses',
]);

/**
 * The strategic merge patch that brings a pod's status from what the API has to what it should be, with changed fields
 * only; undefined when nothing changes. Conditions of others stay; lists without a merge key are replaced as a whole.
 */
export function statusPatch(uid: string, current: PodStatus, wanted: PodStatus): Entry | undefined {
  const patch: Entry = {};
  const keys = new Set([...Object.keys(current), ...Object.keys(wanted)]) as Set<keyof PodStatus>;
  for (const key of keys) {
    if (key === 'conditions' || key === 'podIPs' || key === 'hostIPs' || OF_OTHERS.has(key)) continue;
    if (!semanticEqual(current[key], wanted[key])) patch[key] = wanted[key] ?? null;
  }
  const conditions = [
    ...changedConditions(current.conditions ?? [], wanted.conditions ?? []),
    ...endedConditions(current.conditions ?? [], wanted.conditions ?? []),
  ];
  if (conditions.length > 0) patch['conditions'] = conditions;
  for (const key of ['podIPs', 'hostIPs'] as const) {
    const addresses = changedAddresses(current[key] ?? [], wanted[key] ?? []);
    if (addresses.length > 0) patch[key] = addresses;
  }
  return Object.keys(patch).length === 0 ? undefined : { metadata: { uid }, status: patch };
}

function changedConditions(current: readonly PodCondition[], wanted: readonly PodCondition[]): Entry[] {
  return wanted.flatMap((condition) => {
    const before = current.find(({ type }) => type === condition.type);
    if (before && semanticEqual(before, condition)) return [];
    const dropped = Object.keys(before ?? {}).filter((key) => (condition as Entry)[key] === undefined);
    return [{ ...condition, ...Object.fromEntries(dropped.map((key) => [key, null])) }];
  });
}

/** Conditions that are there only while there is something to say of a resize; all others of the kubelet's stay. */
const PASSING = ['PodResizePending', 'PodResizeInProgress'];

function endedConditions(current: readonly PodCondition[], wanted: readonly PodCondition[]): Entry[] {
  return current
    .filter(({ type = '' }) => PASSING.includes(type) && !wanted.some((one) => one.type === type))
    .map(({ type }) => ({ $patch: 'delete', type }));
}

function changedAddresses(current: readonly { ip?: string }[], wanted: readonly { ip?: string }[]): Entry[] {
  if (semanticEqual(current, wanted)) return [];
  const gone = current.filter(({ ip }) => !wanted.some((one) => one.ip === ip));
  return [...gone.map(({ ip }) => ({ $patch: 'delete', ip })), ...wanted.map(({ ip }) => ({ ip }))];
}

/** Says of which generation of the pod status and conditions are; an older pod does not take that back. */
export function withObservedGeneration(wanted: PodStatus, { metadata }: Pod, previous: PodStatus): PodStatus {
  const generation = metadata?.generation;
  if (generation === undefined) return wanted;
  const before = previous.observedGeneration ?? 0;
  const observedGeneration = before > generation ? before : generation;
  const conditions = wanted.conditions?.map((condition) => ({ observedGeneration, ...condition }));
  return { ...wanted, observedGeneration, ...(conditions ? { conditions } : {}) };
}

/** Gives each condition the time since when it has its status, and keeps conditions that others maintain. */
export function withTransitionTimes(wanted: PodStatus, previous: PodStatus, now: string): PodStatus {
  const conditions = (wanted.conditions ?? []).map((condition) => {
    const before = previous.conditions?.find(({ type }) => type === condition.type);
    return {
      ...condition,
      lastTransitionTime: before && before.status === condition.status ? before.lastTransitionTime : now,
    };
  });
  return { ...wanted, conditions };
}
