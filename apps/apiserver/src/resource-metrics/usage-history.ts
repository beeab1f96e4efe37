import type { NodeSamples, UsageSample } from './parse-samples';

/** How much was used per second within a window. */
export interface Usage {
  timeMs: number;
  windowMs: number;
  cpuCores: number;
  memoryBytes: number;
}

/** Over less time than this a rate says little. */
const LEAST_WINDOW_MS = 1_000;
/** What is older than this says nothing of now. */
const KEPT_MS = 120_000;

interface Pair {
  newest: UsageSample;
  before?: UsageSample;
}

export interface UsageHistory {
  /** Takes what a node has measured. */
  add(nodeName: string, samples: NodeSamples): void;
  ofNode(nodeName: string, nowMs: number): Usage | undefined;
  /** Of each container; undefined as long as one of them is not known. */
  ofPod(namespace: string, name: string, nowMs: number): Map<string, Usage> | undefined;
  /** Forgets nodes that are not among these. */
  keepOnly(nodeNames: ReadonlySet<string>): void;
}

/** The last two measurements of everything: from these follows what is used. */
export function createUsageHistory(): UsageHistory {
  const nodes = new Map<string, { node?: Pair; pods: Map<string, Map<string, Pair>> }>();

  return {
    add(nodeName, samples) {
      const before = nodes.get(nodeName);
      const node = samples.node && next(before?.node, samples.node);
      const pods = new Map(
        [...samples.pods].map(([pod, containers]) => {
          const known = before?.pods.get(pod);
          const pairs = [...containers].map(([name, sample]): [string, Pair] => [name, next(known?.get(name), sample)]);
          return [pod, new Map(pairs)];
        }),
      );
      nodes.set(nodeName, { ...(node ? { node } : {}), pods });
    },
    ofNode(nodeName, nowMs) {
      const pair = nodes.get(nodeName)?.node;
      return pair && usageOf(pair, nowMs);
    },
    ofPod(namespace, name, nowMs) {
      const key = `${namespace}/${name}`;
      for (const { pods } of nodes.values()) {
        const containers = pods.get(key);
        if (!containers) continue;
        const usages = [...containers].map(([container, pair]) => [container, usageOf(pair, nowMs)] as const);
        return usages.every((entry): entry is [string, Usage] => entry[1] !== undefined) ? new Map(usages) : undefined;
      }
      return undefined;
    },
    keepOnly(nodeNames) {
      for (const name of nodes.keys()) if (!nodeNames.has(name)) nodes.delete(name);
    },
  };
}

/** A measurement at the same time is the same one; a container that was started again, or a node, is a new one. */
function next(pair: Pair | undefined, newest: UsageSample): Pair {
  if (!pair) return { newest };
  if (newest.timeMs - pair.newest.timeMs < LEAST_WINDOW_MS && newest.timeMs >= pair.newest.timeMs) return pair;
  const isSame = newest.startedAtMs === pair.newest.startedAtMs && newest.cpuSeconds >= pair.newest.cpuSeconds;
  return isSame && newest.timeMs > pair.newest.timeMs ? { newest, before: pair.newest } : { newest };
}

function usageOf({ newest, before }: Pair, nowMs: number): Usage | undefined {
  if (nowMs - newest.timeMs > KEPT_MS) return undefined;
  // A container that has just been started had used nothing by then.
  const { startedAtMs } = newest;
  const isNew = startedAtMs !== undefined && newest.timeMs - startedAtMs < KEPT_MS;
  const since = before ?? (isNew ? { timeMs: startedAtMs, cpuSeconds: 0 } : undefined);
  const windowMs = since ? newest.timeMs - since.timeMs : 0;
  if (!since || windowMs < LEAST_WINDOW_MS) return undefined;
  return {
    timeMs: newest.timeMs,
    windowMs,
    cpuCores: ((newest.cpuSeconds - since.cpuSeconds) * 1000) / windowMs,
    memoryBytes: newest.memoryBytes,
  };
}
