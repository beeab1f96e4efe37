import { amountsOf, podRequests, podsShareHostPort, untoleratedTaint } from '@kubets/api';
import { nameOf, requiredNodeMatcher } from '@kubets/apimachinery';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import type { Pressure } from '../node/node-conditions';
import { nodeUnderPressure } from './node-under-pressure';
import { forbiddenSysctl } from './sysctls';
import { unmetProtection, type NodeAbilities } from './unmet-protection';

export interface Refusal {
  reason: string;
  message: string;
}

const NODE_SHUTDOWN: Refusal = {
  reason: 'NodeShutdown',
  message: 'Pod was rejected as the node is shutting down.',
};

/** Why the node can't take the pod beside those it has; undefined when it can. The scheduler may have decided on older news. */
export function admitPod(
  pod: Pod,
  node: Node,
  o: {
    others: readonly Pod[];
    abilities: NodeAbilities;
    pressures: ReadonlySet<Pressure>;
    /** The node is about to go. */
    isShuttingDown?: boolean;
  },
): Refusal | undefined {
  const { others, abilities, pressures } = o;
  const refusal =
    nodeUnderPressure(pod, pressures) ??
    unmetProtection(pod, abilities) ??
    forbiddenSysctl(pod) ??
    lackingResource(pod, node, others) ??
    wrongNode(pod, node) ??
    takenPort(pod, others) ??
    untolerated(pod, node) ??
    (o.isShuttingDown ? NODE_SHUTDOWN : undefined);
  return refusal && { reason: refusal.reason, message: `Pod was rejected: ${refusal.message}` };
}

/** What the node is short of for a pod that asks for more while it runs; `hopeless` when all others going would not help. */
export function lackingForResize(
  pod: Pod,
  node: Node,
  others: readonly Pod[],
): { message: string; hopeless: boolean } | undefined {
  const allocatable = amountsOf(node.status?.allocatable);
  for (const [name, requested] of Object.entries(podRequests(pod))) {
    const capacity = allocatable[name] ?? 0;
    if (requested > capacity) {
      const message = `Node didn't have enough capacity: ${name}, requested: ${requested}, capacity: ${capacity}`;
      return { message, hopeless: true };
    }
  }
  const lacking = lackingResource(pod, node, others);
  return lacking && { message: lacking.message, hopeless: false };
}

function lackingResource(pod: Pod, node: Node, others: readonly Pod[]): Refusal | undefined {
  const allocatable = amountsOf(node.status?.allocatable);
  const lacking = (name: string, requested: number, used: number, capacity: number): Refusal => ({
    reason: `OutOf${name}`,
    message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  });
  const pods = allocatable['pods'] ?? Infinity;
  if (others.length + 1 > pods) return lacking('pods', 1, others.length, pods);
  const used = new Map<string, number>();
  for (const other of others)
    for (const [name, amount] of Object.entries(podRequests(other))) used.set(name, (used.get(name) ?? 0) + amount);
  for (const [name, requested] of Object.entries(podRequests(pod))) {
    if (allocatable[name] === undefined && isExtended(name)) continue;
    const capacity = allocatable[name] ?? 0;
    if (requested > 0 && requested + (used.get(name) ?? 0) > capacity)
      return lacking(name, requested, used.get(name) ?? 0, capacity);
  }
  return undefined;
}

/** Resources that somebody gives a node; of those that this node was not given, the scheduler knows. */
const isExtended = (name: string): boolean => name.includes('/') && !name.includes('kubernetes.io/');

function wrongNode(pod: Pod, node: Node): Refusal | undefined {
  const matches = requiredNodeMatcher(pod.spec);
  if (!matches || matches({ name: nameOf(node), labels: node.metadata?.labels ?? {} })) return undefined;
  return {
    reason: 'NodeAffinity',
    message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  };
}

function takenPort(pod: Pod, others: readonly Pod[]): Refusal | undefined {
  const clash = others.some((other) => podsShareHostPort(pod, other));
  return clash
    ? {
        reason: 'NodePorts',
        message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
      }
    : undefined;
}

/**
 * A taint that would have the pod evicted as soon as it runs; whoever names the node gets past the scheduler, not past this.
 * The words are the kubelet's, not the scheduler's. A static pod tolerates every such taint.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
function untolerated({ spec }: Pod, node: Node): Refusal | undefined {
  const taint = untoleratedTaint(node.spec?.taints ?? [], spec?.tolerations, ({ effect }) => effect === 'NoExecute');
  return (
    taint && {
      reason: 'TaintToleration',
      message: "Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate",
    }
  );
}
