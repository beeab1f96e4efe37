import { isPodTerminal, isPodTerminating } from '@kubets/api';
import type { StatefulSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isPodAvailable } from '../../pods/pod-state';
import { scaledValue } from '../../pods/scaled-value';
import {
  hasIdentity,
  isOrdered,
  isRunningAndReady,
  isUnavailable,
  replicasOf,
  startOf,
  type Members,
  type Place,
  type Revisions,
} from './set-pods';

export type Step =
  | { do: 'create'; ordinal: number; revision: string }
  | { do: 'delete'; pod: Pod; isUpdate?: true }
  /** Gives the pod the labels of its number. */
  | { do: 'identify'; pod: Pod }
  /** Makes the claims that the pod waits for. */
  | { do: 'claim'; ordinal: number; pod: Pod }
  /** Has the pod's claims go, or stay, with it and the set, as the set's policy says. */
  | { do: 'retain'; pod: Pod };

export interface Observation {
  set: StatefulSet;
  members: Members;
  revisions: Revisions;
  now: Date;
  /** Whether claims of an earlier pod of this number are still about to go. */
  isClaimStale(ordinal: number): boolean;
}

const minReadySeconds = ({ spec }: StatefulSet): number => spec?.minReadySeconds ?? 0;
const hasClaims = ({ spec }: StatefulSet): boolean => (spec?.volumeClaimTemplates ?? []).length > 0;

/** What one place needs, and whether those behind it have to wait for that where pods come one after the other. */
function careFor({ ordinal, pod, revision }: Place, o: Observation): { steps: Step[]; blocks: boolean } {
  const { set, now } = o;
  if (!pod) return { steps: o.isClaimStale(ordinal) ? [] : [{ do: 'create', ordinal, revision }], blocks: true };
  // Whatever it ended with: its place is to be taken anew, once it is gone.
  if (isPodTerminal(pod)) return { steps: isPodTerminating(pod) ? [] : [{ do: 'delete', pod }], blocks: true };
  const steps: Step[] = [];
  if (pod.status?.phase === 'Pending' && hasClaims(set)) steps.push({ do: 'claim', ordinal, pod });
  const waits = isPodTerminating(pod) || !isRunningAndReady(pod) || !isPodAvailable(pod, minReadySeconds(set), now);
  if (waits && isOrdered(set)) return { steps, blocks: true };
  if (hasClaims(set)) steps.push({ do: 'retain', pod });
  if (!hasIdentity(pod)) steps.push({ do: 'identify', pod });
  return { steps, blocks: false };
}

/** The last of the pods that are too many goes first; in order, none before the one above it is gone. */
function scaleDown({ set, members: { condemned }, now }: Observation): { steps: Step[]; blocks: boolean } {
  const retain = hasClaims(set) ? condemned.map((pod): Step => ({ do: 'retain', pod })) : [];
  if (!isOrdered(set)) {
    const going = condemned.filter((pod) => !isPodTerminating(pod));
    return { steps: [...retain, ...going.map((pod): Step => ({ do: 'delete', pod }))], blocks: false };
  }
  const [last] = condemned;
  if (!last) return { steps: retain, blocks: false };
  const firstUnavailable = condemned.findLast((pod) => isUnavailable(pod, minReadySeconds(set), now));
  const isHealthy = isRunningAndReady(last) && isPodAvailable(last, minReadySeconds(set), now);
  const mayGo = !isPodTerminating(last) && (isHealthy || last === firstUnavailable);
  return { steps: mayGo ? [...retain, { do: 'delete', pod: last }] : retain, blocks: true };
}

/** The pods of other revisions that may go now, from the last, so that no more than maxUnavailable are missing. */
function update({ set, members: { places, missing }, revisions, now }: Observation): Step[] {
  const { partition = 0, maxUnavailable } = set.spec?.updateStrategy?.rollingUpdate ?? {};
  const most = Math.max(1, scaledValue(maxUnavailable ?? 1, replicasOf(set), 'down'));
  const isFailing = ({ pod }: Place) => pod !== undefined && isUnavailable(pod, minReadySeconds(set), now);
  const unavailable = missing + places.filter(isFailing).length;
  const old = places
    .filter(({ ordinal }) => ordinal >= startOf(set) + partition)
    .reverse()
    .flatMap(({ pod, revision }) => (pod && revision !== revisions.update && !isPodTerminating(pod) ? [pod] : []));
  const budget = Math.max(0, most - unavailable);
  const replace = (pods: readonly Pod[]) => pods.map((pod): Step => ({ do: 'delete', pod, isUpdate: true }));
  if (isOrdered(set)) return replace(old.slice(0, budget));
  // What offers nothing anyway costs nothing to replace: else pods that never get ready would keep better ones away.
  const isIdle = (pod: Pod) => !isPodAvailable(pod, minReadySeconds(set), now);
  return replace([...old.filter(isIdle), ...old.filter((pod) => !isIdle(pod)).slice(0, budget)]);
}

/** What is to be done now, in this order. Behind a step that has to be waited for there is none. */
export function planSet(o: Observation): Step[] {
  const { set, members } = o;
  if (set.metadata?.deletionTimestamp !== undefined) return [];
  const steps: Step[] = [];
  for (const place of members.places) {
    const care = careFor(place, o);
    steps.push(...care.steps);
    if (care.blocks && isOrdered(set)) return steps;
  }
  const down = scaleDown(o);
  steps.push(...down.steps);
  if (down.blocks || set.spec?.updateStrategy?.type === 'OnDelete') return steps;
  return [...steps, ...update(o)];
}
