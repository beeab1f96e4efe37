import type { Service } from '@kubets/proto-gen/core/v1';

export const HEADLESS = 'None';

export const isExternalName = ({ spec }: Service): boolean => spec?.type === 'ExternalName';
export const isHeadless = ({ spec }: Service): boolean => spec?.clusterIP === HEADLESS;
export const isLoadBalancer = ({ spec }: Service): boolean => spec?.type === 'LoadBalancer';

/** Every Service but ExternalName has a clusterIP, be it `None`. */
export const needsClusterIp = (service: Service): boolean => !isExternalName(service);

/** Ports of the nodes are given without being asked for. */
export const needsNodePorts = (service: Service): boolean =>
  service.spec?.type === 'NodePort' || (isLoadBalancer(service) && service.spec?.allocateLoadBalancerNodePorts !== false);

/** Ports of the nodes may be asked for. */
export const mayHaveNodePorts = ({ spec }: Service): boolean => spec?.type === 'NodePort' || spec?.type === 'LoadBalancer';

/** Traffic from outside the cluster can reach it, so that it has a policy for it. */
export const isExternallyAccessible = ({ spec }: Service): boolean =>
  spec?.type === 'NodePort' || spec?.type === 'LoadBalancer' || (spec?.type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);

/** Load balancers have to learn which nodes have endpoints of their own. */
export const needsHealthCheckNodePort = (service: Service): boolean =>
  isLoadBalancer(service) && service.spec?.externalTrafficPolicy === 'Local';
