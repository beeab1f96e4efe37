import type { GrpcRoute, ReferenceGrant } from '@kubets/api';
import { semanticEqual } from '@kubets/apimachinery';
import type { Route } from '@kubets/proto-gen/envoy/config/route/v3';
import { readGrpcRoutes, routesAt, type ReadRoute } from './grpc-routes';

/** The GRPCRoutes at Services, as they are now. */
export interface RouteTable {
  /** Undefined where no route is at the port: its calls go to the Service itself. */
  routesAt(service: string, port: number): Route[] | undefined;
  /** Calls back with a Service of which a route is another one. */
  onChange(listener: (service: string) => void): void;
}

export interface RouteTableControl extends RouteTable {
  /** Takes in what there is now. */
  set(routes: readonly GrpcRoute[], grants: readonly ReferenceGrant[], zone: string): void;
  readonly routes: readonly ReadRoute[];
}

export function createRouteTable(): RouteTableControl {
  let byService = new Map<string, ReadRoute[]>();
  let routes: readonly ReadRoute[] = [];
  const listeners: ((service: string) => void)[] = [];

  return {
    get routes() {
      return routes;
    },
    routesAt: (service, port) => routesAt(byService.get(service) ?? [], service, port),
    onChange: (listener) => void listeners.push(listener),
    set(objects, grants, zone) {
      routes = readGrpcRoutes(objects, grants, zone);
      const before = byService;
      byService = new Map();
      for (const route of routes)
        for (const service of new Set(route.parents.map((parent) => parent.service)))
          byService.set(service, [...(byService.get(service) ?? []), route]);
      for (const service of new Set([...before.keys(), ...byService.keys()]))
        if (!semanticEqual(before.get(service) ?? [], byService.get(service) ?? []))
          for (const listener of listeners) listener(service);
    },
  };
}
