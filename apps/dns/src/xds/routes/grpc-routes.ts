import {
  mayRefer,
  readableGrants,
  type BackendRef,
  type GrpcMatch,
  type GrpcRoute,
  type ParentReference,
  type ReferenceGrant,
  type RouteRule,
} from '@kubets/api';
import { namespaceOf, objectKey } from '@kubets/apimachinery';
import type { Route, RouteAction } from '@kubets/proto-gen/envoy/config/route/v3';
import { callMatch, preciserFirst, UnsupportedRouteError, type CallMatch } from './call-match';

/** A GRPCRoute as it is carried out for the Services it is at. */
export interface ReadRoute {
  /** `namespace/name` of a route. */
  key: string;
  /** Its parents that are Services of its own namespace: `namespace/name`, and the port where only one is meant. */
  parents: { service: string; port: number | undefined; parentRef: ParentReference }[];
  rules: { match: CallMatch; route: Pick<Route, 'route' | 'nonForwardingAction'> }[];
  createdMs: number;
  /** Why it is not carried out. */
  failure?: string;
  /** Why calls of a rule fail. */
  unresolved?: { reason: 'InvalidKind' | 'RefNotPermitted'; message: string };
}

const MOST_MATCHES = 1000;

/** Undefined for a route that is at no Service of its namespace: those at Gateways are not for clients within. */
function readGrpcRoute(
  route: GrpcRoute,
  { grants, zone }: { grants: readonly ReferenceGrant[]; zone: string },
): ReadRoute | undefined {
  const read: ReadRoute = {
    key: objectKey(route),
    parents: [],
    rules: [],
    createdMs: Date.parse(route.metadata?.creationTimestamp ?? '') || 0,
  };
  try {
    for (const parentRef of route.spec?.parentRefs ?? []) {
      const { group, kind, namespace = namespaceOf(route), name, port } = parentRef;
      if (group === '' && kind === 'Service' && namespace === namespaceOf(route))
        read.parents.push({ service: `${namespace}/${name}`, port, parentRef });
    }
    if (read.parents.length === 0) return undefined;
    read.rules = (route.spec?.rules ?? [{}]).flatMap((rule) => readRule(rule));
    if (read.rules.length > MOST_MATCHES)
      throw new UnsupportedRouteError(`there are more than ${MOST_MATCHES} matches`);
  } catch (error) {
    if (read.parents.length === 0) return undefined;
    // Whatever was written into an object whose definition is not ours: it concerns this route alone.
    read.failure = error instanceof UnsupportedRouteError ? error.message : 'the route cannot be read';
    read.rules = [];
  }
  return read;

  function readRule({ matches = [], filters = [], backendRefs = [] }: RouteRule<GrpcMatch>): ReadRoute['rules'] {
    const filter = [...filters, ...backendRefs.flatMap((ref) => ref.filters ?? [])][0];
    if (filter)
      throw new UnsupportedRouteError(`filters (${filter.type}) are not supported: gRPC clients carry out none`);
    const action = actionOf(backendRefs);
    const to = action ? { route: action } : { nonForwardingAction: {} };
    return (matches.length > 0 ? matches : [{}]).map((match) => ({ match: callMatch(match), route: to }));
  }

  /** Undefined where there is nothing that could have the calls. */
  function actionOf(refs: readonly BackendRef[]): RouteAction | undefined {
    const clusters = refs
      .map((ref) => ({ name: clusterOf(ref), weight: ref.weight ?? 1 }))
      .filter(({ weight }) => weight > 0);
    if (clusters.length === 0) return undefined;
    return clusters.length === 1
      ? { cluster: clusters[0]!.name }
      : { weightedClusters: { clusters: merged(clusters) } };
  }

  /** A Service that may not be named, or is none, has the name of a cluster that nobody will ever be told of: its share of calls fails. */
  function clusterOf({
    group = '',
    kind = 'Service',
    namespace = namespaceOf(route),
    name = '',
    port,
  }: BackendRef): string {
    if (group !== '' || kind !== 'Service') {
      read.unresolved = { reason: 'InvalidKind', message: `${kind} "${name}" is no Service` };
      return `${kind}.${name}.invalid`;
    }
    const from = { kind: 'GRPCRoute', namespace: namespaceOf(route) };
    if (!mayRefer({ from, to: { kind: 'Service', namespace, name } }, grants)) {
      read.unresolved = {
        reason: 'RefNotPermitted',
        message: `no ReferenceGrant lets the route name Service "${namespace}/${name}"`,
      };
      return `${name}.${namespace}.invalid`;
    }
    return `${name}.${namespace}.svc.${zone}${port === undefined ? '' : `:${port}`}`;
  }
}

/** Clients reject a list that has a cluster twice. */
function merged(clusters: readonly { name: string; weight: number }[]): { name: string; weight: number }[] {
  const weights = new Map<string, number>();
  for (const { name, weight } of clusters) weights.set(name, (weights.get(name) ?? 0) + weight);
  return [...weights].map(([name, weight]) => ({ name, weight }));
}

/** What a Service's port has of routes, preciser matches first, then elder routes; undefined where no route is at it. */
export function routesAt(routes: readonly ReadRoute[], service: string, port: number): Route[] | undefined {
  const own = routes
    .filter(
      ({ parents, failure }) =>
        failure === undefined &&
        parents.some((parent) => parent.service === service && (parent.port === undefined || parent.port === port)),
    )
    .sort((a, b) => a.createdMs - b.createdMs || (a.key < b.key ? -1 : 1));
  if (own.length === 0) return undefined;
  return own
    .flatMap(({ rules }) => rules)
    .sort((a, b) => preciserFirst(a.match, b.match))
    .slice(0, MOST_MATCHES)
    .map(({ match, route }) => ({ match: match.match, ...route }));
}

/** Reads all at once; grants that cannot be read grant nothing. */
export function readGrpcRoutes(
  routes: readonly GrpcRoute[],
  grants: readonly ReferenceGrant[],
  zone: string,
): ReadRoute[] {
  const readable = readableGrants(grants);
  return routes.flatMap((route) => readGrpcRoute(route, { grants: readable, zone }) ?? []);
}
