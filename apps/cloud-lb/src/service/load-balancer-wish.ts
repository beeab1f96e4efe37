import type { Service } from '@kubets/proto-gen/core/v1';

/** Keeps a Service until its load balancer is gone. */
export const CLEANUP_FINALIZER = 'service.kubernetes.io/load-balancer-cleanup';

export const hasCleanupFinalizer = (service: Service): boolean =>
  service.metadata?.finalizers?.includes(CLEANUP_FINALIZER) ?? false;

/** A Service with a class has a load balancer of somebody else. */
const isForeign = (service: Service): boolean => service.spec?.loadBalancerClass !== undefined;

export function wantsLoadBalancer(service: Service): boolean {
  return (
    service.spec?.type === 'LoadBalancer' && service.metadata?.deletionTimestamp === undefined && !isForeign(service)
  );
}

/** Whether something of a load balancer is left on a Service that wants none (any longer). */
export function needsRelease(service: Service, annotations: readonly string[]): boolean {
  if (isForeign(service) || wantsLoadBalancer(service)) return false;
  return (
    hasCleanupFinalizer(service) ||
    annotations.some((annotation) => service.metadata?.annotations?.[annotation] !== undefined)
  );
}
