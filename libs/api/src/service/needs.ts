import type { Service } from '@kubets/proto-gen/core/v1';

/** The clusterIP of a Service without one. */
export const HEADLESS = 'None';

export function isExternalName({ spec }: Service): boolean {
  return spec?.type === 'ExternalName';
}

export function isLoadBalancer({ spec }: Service): boolean {
  return spec?.type === 'LoadBalancer';
}

/** An ExternalName Service is none, whatever clusterIP an earlier type has left it. */
export function isHeadless(service: Service): boolean {
  return service.spec?.clusterIP === HEADLESS && !isExternalName(service);
}

/** Every Service but ExternalName has a clusterIP, be it `None`. */
export function needsClusterIp(service: Service): boolean {
  return !isExternalName(service);
}

/** Whether its addresses follow from pods; those of others are written by hand, or there are none. */
export function selectsPods(service: Service): boolean {
  return Object.keys(service.spec?.selector ?? {}).length > 0 && !isExternalName(service);
}

/** The virtual addresses, the primary first; none for headless and ExternalName Services and before one is given. */
export function clusterIPsOf(service: Service): string[] {
  const { clusterIP, clusterIPs } = service.spec ?? {};
  if (isExternalName(service) || isHeadless(service) || !clusterIP) return [];
  return clusterIPs?.length ? clusterIPs : [clusterIP];
}

/** Ports of the nodes may be asked for. */
export function mayHaveNodePorts({ spec }: Service): boolean {
  return spec?.type === 'NodePort' || spec?.type === 'LoadBalancer';
}

/** Ports of the nodes are given without being asked for. */
export function needsNodePorts(service: Service): boolean {
  return (
    service.spec?.type === 'NodePort' ||
    (isLoadBalancer(service) && service.spec?.allocateLoadBalancerNodePorts !== false)
  );
}

/** Traffic from outside the cluster can reach it, so that it has a policy for it. */
export function isExternallyAccessible({ spec }: Service): boolean {
  if (spec?.type === 'NodePort' || spec?.type === 'LoadBalancer') return true;
  return spec?.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0;
}

/** Load balancers have to learn which nodes have endpoints of their own. */
export function needsHealthCheckNodePort(service: Service): boolean {
  return isLoadBalancer(service) && service.spec?.externalTrafficPolicy === 'Local';
}
