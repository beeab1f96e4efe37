import { SYSTEM_CRITICAL_PRIORITY } from '@kubets/api';
import type { Pod } from '@kubets/proto-gen/core/v1';

/** How long the pods from this priority on have to end, up to the next such priority. */
export interface ShutdownPeriod {
  priority: number;
  seconds: number;
}

export interface ShutdownConfig {
  shutdownGracePeriodMs: number;
  /** Of that, for critical pods. */
  shutdownGracePeriodCriticalPodsMs: number;
  /** `PRIORITY=SECONDS`, instead of the other two. */
  shutdownGracePeriodByPodPriority: readonly string[];
}

/**
 * The periods from the least priority to the highest; none where a shutdown does not wait for pods.
 * @throws Error for a configuration that contradicts itself.
 */
export function shutdownPeriods(config: ShutdownConfig): ShutdownPeriod[] {
  const { shutdownGracePeriodMs: all, shutdownGracePeriodCriticalPodsMs: critical } = config;
  const byPriority = config.shutdownGracePeriodByPodPriority.map(parsePeriod).sort((a, b) => a.priority - b.priority);
  if (byPriority.length > 0) {
    if (all > 0 || critical > 0)
      throw new Error(
        '--shutdown-grace-period-by-pod-priority cannot be used with --shutdown-grace-period or --shutdown-grace-period-critical-pods',
      );
    const twice = byPriority.find(({ priority }, index) => byPriority[index - 1]?.priority === priority);
    if (twice) throw new Error(`--shutdown-grace-period-by-pod-priority: ${twice.priority} is given twice`);
    return byPriority;
  }
  if (critical > all)
    throw new Error(
      `--shutdown-grace-period-critical-pods (${critical / 1000}s) cannot be longer than --shutdown-grace-period (${all / 1000}s)`,
    );
  if (all === 0) return [];
  return [
    { priority: 0, seconds: Math.floor((all - critical) / 1000) },
    { priority: SYSTEM_CRITICAL_PRIORITY, seconds: Math.floor(critical / 1000) },
  ];
}

/** @throws Error for what is no such text. */
export function parsePeriod(text: string): ShutdownPeriod {
  const [, priority, seconds] = /^(-?\d{1,10})=(\d{1,9})$/.exec(text) ?? [];
  if (priority === undefined) throw new Error(`${JSON.stringify(text)} is not PRIORITY=SECONDS`);
  return { priority: Number(priority), seconds: Number(seconds) };
}

/** The pods that end together, in the order in which they do; those below the least priority are with it. */
export function shutdownGroups(
  periods: readonly ShutdownPeriod[],
  pods: readonly Pod[],
): { period: ShutdownPeriod; pods: Pod[] }[] {
  const groups = periods.map((period) => ({ period, pods: [] as Pod[] }));
  for (const pod of pods) {
    const priority = pod.spec?.priority ?? 0;
    const group = groups.findLast(({ period }) => period.priority <= priority) ?? groups[0];
    group?.pods.push(pod);
  }
  return groups;
}
