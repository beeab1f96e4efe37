import { isPodReady, isPodTerminal, isPodTerminating, LABELS } from '@kubets/api';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isPodAvailable } from '../../pods/pod-state';
import { allowsSurge, oldestFirst, type TemplateState } from './daemon-pods';
import type { NodeFit } from './node-fit';

export interface Plan {
  /** The nodes that get a pod. */
  create: string[];
  delete: Pod[];
}

/** What the decisions are made on. */
export interface Observation {
  set: DaemonSet;
  state: TemplateState;
  nodes: readonly NodeFit[];
  byNode: ReadonlyMap<string, readonly Pod[]>;
  now: Date;
}

const minReadySeconds = ({ spec }: DaemonSet): number => spec?.minReadySeconds ?? 0;
export const isAvailable = ({ set, now }: Observation, pod: Pod): boolean =>
  isPodAvailable(pod, minReadySeconds(set), now);

/** Of several running pods on a node that may have two while they are replaced: those that are too many. */
function excessOfSurge(running: readonly Pod[], o: Observation): Pod[] {
  const isNew = ({ metadata }: Pod) => metadata?.labels?.[LABELS.controllerRevisionHash] === o.state.hash;
  const [newest, ...moreNew] = running.filter(isNew);
  const [old, ...moreOld] = running.filter((pod) => !isNew(pod));
  const isReplaced = newest && old && (!isPodReady(old) || isAvailable(o, newest));
  return [...moreNew, ...moreOld, ...(isReplaced ? [old] : [])];
}

/** What one node needs. `mayReplace`: whether a pod that has failed is to go now, and not later. */
function planNode(
  { name, shouldRun, mayStay }: NodeFit,
  o: Observation,
  mayReplace: (pod: Pod, node: string) => boolean,
): Plan {
  const pods = o.byNode.get(name);
  if (!mayStay) return { create: [], delete: (pods ?? []).filter((pod) => !isPodTerminating(pod)) };
  if (!pods) return { create: shouldRun ? [name] : [], delete: [] };
  const staying = pods.filter((pod) => !isPodTerminating(pod));
  const ended = staying.filter((pod) => isPodTerminal(pod) && mayReplace(pod, name));
  const running = staying.filter((pod) => !isPodTerminal(pod)).sort(oldestFirst);
  if (!allowsSurge(o.set)) return { create: [], delete: [...ended, ...running.slice(1)] };
  if (running.length === 0) return { create: shouldRun ? [name] : [], delete: ended };
  return { create: [], delete: [...ended, ...(running.length > 1 ? excessOfSurge(running, o) : [])] };
}

/** One pod on each node that is meant, none on others, and none for nodes that are gone. */
export function planDaemons(o: Observation, mayReplace: (pod: Pod, node: string) => boolean): Plan {
  const plans = o.nodes.map((node) => planNode(node, o, mayReplace));
  const known = new Set(o.nodes.map(({ name }) => name));
  const stranded = [...o.byNode].flatMap(([node, pods]) =>
    known.has(node) ? [] : pods.filter((pod) => !pod.spec?.nodeName && !isPodTerminating(pod)),
  );
  return {
    create: plans.flatMap(({ create }) => create),
    delete: [...plans.flatMap((plan) => plan.delete), ...stranded],
  };
}
