import type { CpuUsage } from '../runtimes/runtime';
import type { CpuFigures } from './figures';

/** Over less time than this a rate says little: the one before is told again. */
const LEAST_WINDOW_MS = 5_000;

interface Known {
  usage: CpuUsage;
  nanoCores?: number;
}

export interface UsageRates {
  /** What is used with how much that is per second. `key` names whose it is; of another try of a container it is another. */
  rated(key: string, usage: CpuUsage): CpuFigures;
  /** Forgets who was not rated since this was called last. */
  forgetOthers(): void;
}

/** Remembers what was used before, from which follows how much is used per second. */
export function createUsageRates(): UsageRates {
  const known = new Map<string, Known>();
  let seen = new Set<string>();

  return {
    rated(key, usage) {
      seen.add(key);
      const before = known.get(key);
      const sinceMs = before && usage.timeMs - before.usage.timeMs;
      if (before && sinceMs! >= 0 && sinceMs! < LEAST_WINDOW_MS)
        return { ...usage, ...(before.nanoCores === undefined ? {} : { nanoCores: before.nanoCores }) };
      const used = before ? usage.coreNanoSeconds - before.usage.coreNanoSeconds : -1;
      // A clock that was set back, or a counter that began anew, says nothing of what was before.
      const nanoCores = before && sinceMs! > 0 && used >= 0 ? Math.round((used / sinceMs!) * 1000) : undefined;
      const now: Known = { usage, ...(nanoCores === undefined ? {} : { nanoCores }) };
      known.set(key, now);
      return { ...usage, ...(nanoCores === undefined ? {} : { nanoCores }) };
    },
    forgetOthers() {
      for (const key of known.keys()) if (!seen.has(key)) known.delete(key);
      seen = new Set();
    },
  };
}
