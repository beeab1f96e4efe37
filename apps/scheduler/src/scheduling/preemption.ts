import type { NodeInfo } from '../cache/node-info';
import type { PodInfo } from '../cache/pod-info';
import type { SchedulerCache } from '../cache/scheduler-cache';
import type { ClusterView, Plugin, Rejection } from '../framework/plugin';
import { unresolvable } from '../framework/plugin';
import { prepareFilters, rejectionOf, type Feasibility, type FurtherRefusal } from './find-feasible-nodes';
import { fitMessage } from './fit-message';

export interface Preemption {
  nodeName: string;
  /** Pods to delete so that the pod fits; may already be terminating. */
  victims: readonly PodInfo[];
}

export interface PreemptionOptions {
  cache: SchedulerCache;
  cluster: ClusterView;
  plugins: readonly Plugin[];
  /** By default nothing is refused that the plugins let pass. */
  alsoRefused?: FurtherRefusal;
}

const NOT_HELPFUL = unresolvable('Preemption is not helpful for scheduling');
const NO_VICTIMS = unresolvable('No preemption victims found for incoming pod');

/**
 * Looks for a node where the pod would fit without some pods of lower priority. `message` is what Kubernetes adds to the pod's
 * FailedScheduling message, whether there is one or not.
 */
export function findPreemption(
  pod: PodInfo,
  rejected: Feasibility['rejected'],
  o: PreemptionOptions,
): { message: string; preemption?: Preemption } {
  if (pod.pod.spec?.preemptionPolicy === 'Never')
    return { message: 'preemption: not eligible due to preemptionPolicy=Never.' };
  if (awaitsVictims(pod, o.cache))
    return { message: 'preemption: not eligible due to a terminating pod on the nominated node.' };
  const reasons: Rejection[] = [];
  const candidates: Preemption[] = [];
  for (const [node, rejection] of rejected) {
    const outcome = rejection.resolvable ? victimsOn(node, pod, o) : NOT_HELPFUL;
    if (Array.isArray(outcome)) candidates.push({ nodeName: node.name, victims: outcome });
    else reasons.push(outcome);
  }
  const best = candidates.sort(compareCandidates)[0];
  if (!best) return { message: `preemption: ${fitMessage(o.cluster.nodes.length, reasons)}` };
  const { nodeName, victims } = best;
  return {
    message: `preemption: found a potential placement for pod on node ${nodeName}, preempting ${victims.length} victims`,
    preemption: best,
  };
}

/** Whether pods it had removed earlier are still on their way out. */
function awaitsVictims({ pod, priority }: PodInfo, cache: SchedulerCache): boolean {
  const nominated = cache.node(pod.status?.nominatedNodeName ?? '');
  return [...(nominated?.pods.values() ?? [])].some((other) => other.terminating && other.priority < priority);
}

/** The fewest and least important pods whose absence lets the pod in; the cache is the same afterwards. */
function victimsOn(
  node: NodeInfo,
  pod: PodInfo,
  { cache, cluster, plugins, alsoRefused }: PreemptionOptions,
): PodInfo[] | Rejection {
  const lower = [...node.pods.values()].filter(({ priority }) => priority < pod.priority).sort(compareImportance);
  if (lower.length === 0) return NO_VICTIMS;
  const refusal = () =>
    (rejectionOf(node, prepareFilters(pod, cluster, plugins)) ?? alsoRefused?.(pod, node))?.rejection;
  const restore = lower.map(({ uid }) => cache.lift(uid));
  const back = (index: number) => restore[index]!();

  const final = refusal();
  if (final) {
    restore.forEach((_, index) => back(index));
    return final;
  }
  // The most important ones are given their place back first, as far as the pod still fits.
  const victims: PodInfo[] = [];
  const lifted: number[] = [];
  lower.forEach((other, index) => {
    back(index);
    if (!refusal()) return;
    restore[index] = cache.lift(other.uid);
    victims.push(other);
    lifted.push(index);
  });
  lifted.forEach(back);
  return victims;
}

const startOf = ({ pod }: PodInfo) => pod.status?.startTime ?? pod.metadata?.creationTimestamp ?? '';

/** Higher priority first; of equals the one that has run longer. */
function compareImportance(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || (startOf(a) < startOf(b) ? -1 : 1);
}

/** When the first of the most important victims started; '' when it has not. */
function earliestStart({ victims }: Preemption): string {
  const highest = Math.max(...victims.map(({ priority }) => priority), -Infinity);
  return (
    victims
      .filter(({ priority }) => priority === highest)
      .map(startOf)
      .sort()[0] ?? ''
  );
}

/**
 * The node with the least important most important victim, then with the least priority in sum, then with the fewest, then
 * where the most important ones have not run for long.
 */
function compareCandidates(a: Preemption, b: Preemption): number {
  const highest = ({ victims }: Preemption) => Math.max(...victims.map(({ priority }) => priority), -Infinity);
  const sum = ({ victims }: Preemption) => victims.reduce((total, { priority }) => total + priority + 2 ** 31, 0);
  const later = earliestStart(a) === earliestStart(b) ? 0 : earliestStart(a) > earliestStart(b) ? -1 : 1;
  return highest(a) - highest(b) || sum(a) - sum(b) || a.victims.length - b.victims.length || later;
}
