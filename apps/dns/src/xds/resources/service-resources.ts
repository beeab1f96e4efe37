import { createHash } from 'node:crypto';
import type { ServicePort, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { Cluster } from '@kubets/proto-gen/envoy/config/cluster/v3';
import type { ConfigSource } from '@kubets/proto-gen/envoy/config/core/v3';
import { ClusterLoadAssignment } from '@kubets/proto-gen/envoy/config/endpoint/v3';
import { Listener } from '@kubets/proto-gen/envoy/config/listener/v3';
import { RouteConfiguration, type Route } from '@kubets/proto-gen/envoy/config/route/v3';
import { Router } from '@kubets/proto-gen/envoy/extensions/filters/http/router/v3';
import { HttpConnectionManager } from '@kubets/proto-gen/envoy/extensions/filters/network/http_connection_manager/v3';
import { loadAssignment } from './load-assignment';
import { TYPE_URLS, type ResourceType } from './resource-type';

/** A resource as it is sent. */
export interface PreparedResource {
  /** The same for the same content, whichever server says it. */
  version: string;
  any: { typeUrl: string; value: Buffer };
}

export interface ResourceInput {
  /** The resource's name as the client asked for it. */
  name: string;
  service: Service;
  port: ServicePort;
  slices: readonly EndpointSlice[];
  /** The client's. */
  zone: string;
  /** Of GRPCRoutes at the port; undefined where there is none: all calls go to the Service itself. */
  routes?: readonly Route[];
}

const HTTP_CONNECTION_MANAGER =
  'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager';
const ROUTER = 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router';

/** From the stream that asks; the version of the interface is 3, its number 2. */
const ads: ConfigSource = { ads: {}, resourceApiVersion: 2 };

const encoders: Readonly<Record<ResourceType, (input: ResourceInput) => Uint8Array>> = {
  listener: ({ name }) =>
    Listener.encode({
      name,
      apiListener: {
        apiListener: {
          typeUrl: HTTP_CONNECTION_MANAGER,
          value: Buffer.from(
            HttpConnectionManager.encode({
              statPrefix: name,
              rds: { configSource: ads, routeConfigName: name },
              httpFilters: [
                { name: 'router', typedConfig: { typeUrl: ROUTER, value: Buffer.from(Router.encode({}).finish()) } },
              ],
            }).finish(),
          ),
        },
      },
    }).finish(),
  route: ({ name, routes = [{ match: { prefix: '' }, route: { cluster: name } }] }) =>
    RouteConfiguration.encode({
      name,
      virtualHosts: [{ name, domains: ['*'], routes: [...routes] }],
    }).finish(),
  // Type 3 is EDS, policy 0 round robin, within localities chosen by their weights.
  cluster: ({ name }) =>
    Cluster.encode({ name, type: 3, edsClusterConfig: { edsConfig: ads, serviceName: name }, lbPolicy: 0 }).finish(),
  endpoints: (input) => ClusterLoadAssignment.encode(loadAssignment(input.name, input)).finish(),
};

/** Encodes one resource of a Service's port. All four have the same name. */
export function serviceResource(type: ResourceType, input: ResourceInput): PreparedResource {
  const value = Buffer.from(encoders[type](input));
  const version = createHash('sha256').update(value).digest('base64url').slice(0, 16);
  return { version, any: { typeUrl: TYPE_URLS[type], value } };
}
