import { findCondition, sameTaint, TAINTS } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { Node, Taint } from '@kubets/proto-gen/core/v1';

const { notReady: NOT_READY, unreachable: UNREACHABLE, unschedulable: UNSCHEDULABLE } = TAINTS;

/** Which taint a condition's status stands for. */
const CONDITION_TAINTS = new Map<string, string>([
  ['Ready=False', NOT_READY],
  ['Ready=Unknown', UNREACHABLE],
  ['MemoryPressure=True', TAINTS.memoryPressure],
  ['DiskPressure=True', TAINTS.diskPressure],
  ['NetworkUnavailable=True', TAINTS.networkUnavailable],
  ['PIDPressure=True', TAINTS.pidPressure],
]);

const MANAGED = new Set<string | undefined>([UNSCHEDULABLE, ...CONDITION_TAINTS.values()]);
const EVICTING = new Set<string | undefined>([NOT_READY, UNREACHABLE]);

export const readyStatus = (node: Node): string | undefined => findCondition(node.status?.conditions, 'Ready')?.status;

/** The keys under which nothing new is to be scheduled to the node. */
function noScheduleKeys(node: Node): string[] {
  const keys = (node.status?.conditions ?? []).flatMap(
    ({ type = '', status = '' }) => CONDITION_TAINTS.get(`${type}=${status}`) ?? [],
  );
  // Nodes are born with the taint; one that has not said yet how it is keeps it.
  const born = (node.spec?.taints ?? []).some(({ key, effect }) => key === NOT_READY && effect === 'NoSchedule');
  if (born && readyStatus(node) === undefined) keys.push(NOT_READY);
  if (node.spec?.unschedulable) keys.push(UNSCHEDULABLE);
  return keys;
}

/** The key under which the node's pods have to leave, if they do. */
export function evictingKey(node: Node): string | undefined {
  const status = readyStatus(node);
  return status === 'False' ? NOT_READY : status === 'Unknown' ? UNREACHABLE : undefined;
}

/**
 * The node's taints as its conditions ask for; undefined when they are right. Taints of others stay. The NoExecute
 * taint of a node that is not ready is only added when `mayEvict`, but one that is there is kept up to date.
 */
export function wantedTaints(node: Node, mayEvict: boolean, now: Date): Taint[] | undefined {
  const current = node.spec?.taints ?? [];
  const wanted: Taint[] = noScheduleKeys(node).map((key) => ({ key, effect: 'NoSchedule' }));
  const evicting = evictingKey(node);
  const evictedAlready = current.some(({ key, effect }) => effect === 'NoExecute' && EVICTING.has(key));
  if (evicting && (mayEvict || evictedAlready)) wanted.push({ key: evicting, effect: 'NoExecute' });

  const isManaged = ({ key, effect }: Taint): boolean =>
    (effect === 'NoSchedule' && MANAGED.has(key)) || (effect === 'NoExecute' && EVICTING.has(key));
  const kept = current.filter((taint) => !isManaged(taint) || wanted.some((other) => sameTaint(other, taint)));
  const added = wanted.filter((taint) => !current.some((other) => sameTaint(other, taint)));
  if (added.length === 0 && kept.length === current.length) return undefined;
  return [...kept, ...added.map((taint) => ({ ...taint, timeAdded: rfc3339(now) }))];
}

/** The taints without those that make pods leave; undefined when there are none. */
export function withoutEviction(node: Node): Taint[] | undefined {
  const current = node.spec?.taints ?? [];
  const kept = current.filter(({ key, effect }) => !(effect === 'NoExecute' && EVICTING.has(key)));
  return kept.length === current.length ? undefined : kept;
}

/** True when the node is unready but its pods have not been told to leave. */
export const awaitsEviction = (node: Node): boolean => {
  const key = evictingKey(node);
  return (
    key !== undefined &&
    !(node.spec?.taints ?? []).some((taint) => taint.effect === 'NoExecute' && EVICTING.has(taint.key))
  );
};
