import { parseDuration } from '@kubets/component';
import type { LastCall } from './process-spec';

/** For the agent to tell the API of the last pods, and to end. */
const REST_MS = 10_000;

/**
 * How a node's agent hears that its node goes: where its flags give pods time for that, so that it ends them in order first.
 * Undefined where they do not.
 */
export function lastCallOf(kubeletFlags: readonly string[]): LastCall | undefined {
  const valueOf = (flag: string): string =>
    kubeletFlags.findLast((text) => text.startsWith(`--${flag}=`))?.slice(flag.length + 3) ?? '';
  const byPriority = valueOf('shutdown-grace-period-by-pod-priority')
    .split(',')
    .map((text) => Number(text.split('=')[1] ?? 0) * 1000);
  const totalMs =
    (parseDuration(valueOf('shutdown-grace-period')) ?? 0) + byPriority.reduce((sum, ms) => sum + (ms || 0), 0);
  return totalMs > 0 ? { signal: 'SIGPWR', graceMs: totalMs + REST_MS } : undefined;
}
