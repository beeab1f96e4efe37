import type { Change, WatcherReport } from './beside/reports';
import type { FuzzTarget } from './target/fuzz-target';
import { lastWords, ofOurs, type ProcessSample } from './target/processes';

/**
 * How long the client beside may wait. The aim is 250 ms (KUBETS_FUZZ_STRICT), for a quiet machine; in every run it is what two
 * processors keep that attackers, services, nodes, the client and whoever else the host serves share.
 */
export const LATEST_ANSWER_MS = process.env.KUBETS_FUZZ_STRICT ? 250 : 2000;
/**
 * How much more a service may hold afterwards. The aim is a fifth (KUBETS_FUZZ_STRICT), which the API server misses: pages of malloc's
 * heap stay that have a few blocks in each. What is lost with every request is more than half as much again, too.
 */
const MOST_GROWTH = process.env.KUBETS_FUZZ_STRICT ? 1.2 : 1.5;
const memoryLimitMiB = (before: number) => before * MOST_GROWTH;

/** Processes that are not the ones there were, each with what it said at last. */
export function crashes(
  target: FuzzTarget,
  before: readonly ProcessSample[],
  after: readonly ProcessSample[],
): string[] {
  return before.flatMap(({ name, pid, restarts }) => {
    const now = after.find((process) => process.name === name);
    if (!now) return [`${name} is gone: ${lastWords(target, name)}`];
    return now.pid === pid && now.restarts === restarts
      ? []
      : [`${name}: pid ${pid} → ${now.pid}, restarts ${restarts} → ${now.restarts}: ${lastWords(target, name)}`];
  });
}

/** Services that hold more than they may, with what it is and what they have had to do since a sample in between. */
export function grown(
  before: readonly ProcessSample[],
  after: readonly ProcessSample[],
  between: readonly ProcessSample[] = [],
): string[] {
  return ofOurs(before).flatMap(({ name, memoryMiB, ofWhat }) => {
    const now = after.find((process) => process.name === name);
    if (!now || now.memoryMiB <= memoryLimitMiB(memoryMiB)) return [];
    const worked = now.cpuSeconds - (between.find((process) => process.name === name)?.cpuSeconds ?? 0);
    const parts = (['malloc', 'anonymous', 'files'] as const).map(
      (part) => `${part} ${Math.round(ofWhat[part])} → ${Math.round(now.ofWhat[part])}`,
    );
    return [
      `${name}: ${Math.round(memoryMiB)} → ${Math.round(now.memoryMiB)} MiB (${parts.join(', ')}; ${worked.toFixed(1)} s of a processor since)`,
    ];
  });
}

/** What a watcher saw other than every acknowledged change of its kind, once and in order. */
export function missedOrDoubled({ name, kind, events }: WatcherReport, changes: readonly Change[]): string[] {
  const wanted = changes.filter((change) => change.kind === kind).map(({ type, name: object }) => `${type} ${object}`);
  const seen = events.map(({ type, name: object }) => `${type} ${object}`);
  const at = wanted.findIndex((change, i) => seen[i] !== change);
  if (at < 0 && seen.length === wanted.length) return [];
  const place = at < 0 ? wanted.length : at;
  return [
    `${name} ${kind}: change ${place} of ${wanted.length} is ${wanted[place] ?? 'none'}, seen ${seen[place] ?? 'nothing'} (${seen.length} in all)`,
  ];
}
