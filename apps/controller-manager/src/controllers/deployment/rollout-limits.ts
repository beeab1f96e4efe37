import type { Deployment } from '@kubets/proto-gen/apps/v1';

/** The highest that the field holds. */
const MAX_REPLICAS = 2 ** 31 - 1;

/** The number that `3` or `"25%"` means of a total. */
export function scaledValue(value: unknown, total: number, round: 'up' | 'down'): number {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || !/^\d+%$/.test(value))
    throw new Error(`${JSON.stringify(value)} is neither a number nor a percentage such as 25%`);
  // Beyond any number of replicas there can be, as infinitely many digits are, is as good as the highest.
  const share = Math.min(MAX_REPLICAS, (Math.min(MAX_REPLICAS, Number(value.slice(0, -1))) * total) / 100);
  return round === 'up' ? Math.ceil(share) : Math.floor(share);
}

export const desiredReplicas = (deployment: Deployment): number => deployment.spec?.replicas ?? 1;

export const isRollingUpdate = (deployment: Deployment): boolean => deployment.spec?.strategy?.type !== 'Recreate';

/** How many pods there may be above, and may be missing below the desired number; both 0 would never get anywhere. */
export function rolloutLimits(deployment: Deployment): { maxSurge: number; maxUnavailable: number } {
  const replicas = desiredReplicas(deployment);
  if (!isRollingUpdate(deployment)) return { maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge, maxUnavailable } = deployment.spec?.strategy?.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge ?? '25%', replicas, 'up');
  const unavailable = scaledValue(maxUnavailable ?? '25%', replicas, 'down');
  if (replicas === 0) return { maxSurge: surge, maxUnavailable: 0 };
  return { maxSurge: surge, maxUnavailable: surge === 0 && unavailable === 0 ? 1 : Math.min(unavailable, replicas) };
}
