import { isPodTerminating } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { isUpdated, updateLimits } from './daemon-pods';
import { isAvailable, type Observation, type Plan } from './plan';

interface Generations {
  newPod?: Pod;
  oldPod?: Pod;
}

/** The pods of a node that stay; undefined when there are several of one kind, which are pruned first. */
function generationsOf(pods: readonly Pod[], o: Observation): Generations | undefined {
  const staying = pods.filter((pod) => !isPodTerminating(pod));
  const fresh = staying.filter((pod) => isUpdated(pod, o.state));
  const old = staying.filter((pod) => !isUpdated(pod, o.state));
  return fresh.length > 1 || old.length > 1 ? undefined : { newPod: fresh[0], oldPod: old[0] };
}

/** Every node that has a pod or should. */
function nodesToUpdate(o: Observation): [string, Generations | undefined][] {
  const names = new Set([...o.byNode.keys(), ...o.nodes.flatMap(({ name, shouldRun }) => (shouldRun ? [name] : []))]);
  return [...names].map((name) => [name, generationsOf(o.byNode.get(name) ?? [], o)]);
}

/** Old pods go while no more than maxUnavailable nodes are without one; what offers nothing anyway goes at once. */
function replaceInPlace(o: Observation, maxUnavailable: number): Plan {
  let unavailable = 0;
  const idle: Pod[] = [];
  const candidates: Pod[] = [];
  for (const [, generations] of nodesToUpdate(o)) {
    const { newPod, oldPod } = generations ?? {};
    if (!oldPod || newPod) {
      if (!newPod || oldPod || !isAvailable(o, newPod)) unavailable++;
    } else if (isAvailable(o, oldPod)) {
      candidates.push(oldPod);
    } else {
      idle.push(oldPod);
      unavailable++;
    }
  }
  return { create: [], delete: [...idle, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))] };
}

/** New pods come beside old ones on no more than maxSurge nodes; an old one goes when the new one is available. */
function replaceBySurge(o: Observation, maxSurge: number, desired: number): Plan {
  const fits = new Map(o.nodes.map((node) => [node.name, node]));
  let surging = 0;
  let available = 0;
  const gone: Pod[] = [];
  const misplaced: Pod[] = [];
  const atOnce: string[] = [];
  const candidates: string[] = [];
  for (const [name, generations] of nodesToUpdate(o)) {
    if (!generations) {
      surging++;
      continue;
    }
    const { newPod, oldPod } = generations;
    const present = oldPod ?? newPod;
    if (present && isAvailable(o, present)) available++;
    if (!oldPod) continue;
    if (newPod) {
      if (isAvailable(o, newPod)) gone.push(oldPod);
      else surging++;
    } else if (isAvailable(o, oldPod)) {
      if (fits.get(name)?.shouldRun) candidates.push(name);
      else misplaced.push(oldPod);
    } else if (fits.get(name)?.shouldRun) {
      atOnce.push(name);
    } else {
      gone.push(oldPod);
    }
  }
  return {
    create: [...atOnce, ...candidates.slice(0, Math.max(0, maxSurge - surging))],
    // On nodes that are meant no more, a pod goes when another node's makes up for it.
    delete: [...gone, ...misplaced.slice(0, Math.max(0, available - desired))],
  };
}

/** The next step of replacing pods of earlier templates. */
export function planUpdate(o: Observation): Plan {
  if (o.set.spec?.updateStrategy?.type === 'OnDelete') return { create: [], delete: [] };
  const desired = o.nodes.filter(({ shouldRun }) => shouldRun).length;
  const { maxSurge, maxUnavailable } = updateLimits(o.set, desired);
  return maxSurge === 0 ? replaceInPlace(o, maxUnavailable) : replaceBySurge(o, maxSurge, desired);
}
