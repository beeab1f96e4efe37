/** What gRPC clients ask for, each leading to the next: listener, route configuration, cluster, endpoints (gRPC proposal A27). */
export const RESOURCE_TYPES = ['cluster', 'endpoints', 'listener', 'route'] as const;

export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** As `type_url` in requests, responses and Any. */
export const TYPE_URLS: Readonly<Record<ResourceType, string>> = {
  cluster: 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  endpoints: 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  listener: 'type.googleapis.com/envoy.config.listener.v3.Listener',
  route: 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
};

const byUrl = new Map(RESOURCE_TYPES.map((type) => [TYPE_URLS[type], type]));

/** Undefined for types that no Service has. */
export const resourceTypeOf = (url: string): ResourceType | undefined => byUrl.get(url);

/** Whether a response has all that is subscribed to, so that what is missing is gone (xDS protocol, "Deleting Resources"). */
export const isWhole = (type: ResourceType): boolean => type === 'cluster' || type === 'listener';
