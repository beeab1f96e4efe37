import { forbidsScheduling, TAINTS, untoleratedTaint } from '@kubets/api';
import { nameOf, requiredNodeMatcher } from '@kubets/apimachinery';
import type { DaemonSet } from '@kubets/proto-gen/apps/v1';
import type { Node, PodSpec, Toleration } from '@kubets/proto-gen/core/v1';

const exists = (key: string, effect: string): Toleration => ({ key, operator: 'Exists', effect });

/** What does not keep a pod of a DaemonSet off a node, nor make it leave: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations */
const OWN: readonly Toleration[] = [
  exists(TAINTS.notReady, 'NoExecute'),
  exists(TAINTS.unreachable, 'NoExecute'),
  exists(TAINTS.diskPressure, 'NoSchedule'),
  exists(TAINTS.memoryPressure, 'NoSchedule'),
  exists(TAINTS.pidPressure, 'NoSchedule'),
  exists(TAINTS.unschedulable, 'NoSchedule'),
];
const OF_HOST_NETWORK = exists(TAINTS.networkUnavailable, 'NoSchedule');

const isSame = (a: Toleration, b: Toleration): boolean =>
  a.key === b.key && (a.effect ?? '') === (b.effect ?? '') && (a.operator || 'Equal') === b.operator && !a.value;

/** The template's tolerations and those that every pod of a DaemonSet has. */
export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): Toleration[] {
  const own = hostNetwork ? [...OWN, OF_HOST_NETWORK] : OWN;
  return [...tolerations.filter((given) => !own.some((one) => isSame(given, one))), ...own];
}

export interface NodeFit {
  name: string;
  /** A pod is to be made there, if there is none. */
  shouldRun: boolean;
  /** One that is there may stay. */
  mayStay: boolean;
}

/** Whether nodes are meant by the set's template. What is the same for all nodes is looked at once. */
export function nodeFitter({ spec }: DaemonSet): (node: Node) => NodeFit {
  const podSpec = spec?.template?.spec ?? {};
  const tolerations = daemonTolerations(podSpec);
  const matches = requiredNodeMatcher(podSpec);
  return (node) => {
    const name = nameOf(node);
    const isMeant = !podSpec.nodeName || podSpec.nodeName === name;
    if (!isMeant || matches?.({ name, labels: node.metadata?.labels ?? {} }) === false)
      return { name, shouldRun: false, mayStay: false };
    const taints = node.spec?.taints ?? [];
    if (!untoleratedTaint(taints, tolerations, forbidsScheduling)) return { name, shouldRun: true, mayStay: true };
    const evicts = untoleratedTaint(taints, tolerations, ({ effect }) => effect === 'NoExecute');
    return { name, shouldRun: false, mayStay: evicts === undefined };
  };
}
