import type { Deployment } from '@kubets/proto-gen/apps/v1';
import { scaledValue } from '../../pods/scaled-value';

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
