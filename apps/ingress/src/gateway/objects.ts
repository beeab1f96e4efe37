// The kinds of gateway.networking.k8s.io that are followed, as far as they are read: https://gateway-api.sigs.k8s.io/reference/spec/.
// Their definitions are the user's, so that any field may be missing, and what is read of an object may throw.
import type { KubeObject } from '@kubets/apimachinery';
import type { Condition, LabelSelector } from '@kubets/proto-gen/meta/v1';

export const GATEWAY_GROUP = 'gateway.networking.k8s.io';
/** What a GatewayClass names to have its Gateways carried out here. */
export const GATEWAY_CONTROLLER = 'kubets.dev/gateway-controller';

interface Wanted<Spec, Status = never> extends KubeObject {
  spec?: Spec;
  status?: Status;
}

export type GatewayClass = Wanted<{ controllerName?: string }, { conditions?: Condition[] }>;

export interface ObjectReference {
  group?: string;
  kind?: string;
  namespace?: string;
  name?: string;
}

export interface Listener {
  name?: string;
  hostname?: string;
  port?: number;
  protocol?: string;
  tls?: { mode?: string; certificateRefs?: ObjectReference[] };
  allowedRoutes?: {
    namespaces?: { from?: string; selector?: LabelSelector };
    kinds?: { group?: string; kind?: string }[];
  };
}

export interface ListenerStatus {
  name: string;
  supportedKinds: { group: string; kind: string }[];
  attachedRoutes: number;
  conditions: Condition[];
}

export type Gateway = Wanted<
  { gatewayClassName?: string; listeners?: Listener[]; addresses?: { type?: string; value?: string }[] },
  { addresses?: { type: string; value: string }[]; conditions?: Condition[]; listeners?: ListenerStatus[] }
>;

export interface ParentReference extends ObjectReference {
  sectionName?: string;
  port?: number;
}

export interface HeaderChanges {
  set?: { name?: string; value?: string }[];
  add?: { name?: string; value?: string }[];
  remove?: string[];
}

export interface PathModifier {
  type?: string;
  replaceFullPath?: string;
  replacePrefixMatch?: string;
}

export interface RouteFilter {
  type?: string;
  requestHeaderModifier?: HeaderChanges;
  responseHeaderModifier?: HeaderChanges;
  requestRedirect?: { scheme?: string; hostname?: string; path?: PathModifier; port?: number; statusCode?: number };
  urlRewrite?: { hostname?: string; path?: PathModifier };
}

export interface BackendRef extends ObjectReference {
  port?: number;
  weight?: number;
  filters?: RouteFilter[];
}

export interface NamedValue {
  type?: string;
  name?: string;
  value?: string;
}

export interface HttpMatch {
  path?: { type?: string; value?: string };
  headers?: NamedValue[];
  queryParams?: NamedValue[];
  method?: string;
}

export interface GrpcMatch {
  method?: { type?: string; service?: string; method?: string };
  headers?: NamedValue[];
}

export interface RouteRule<Match> {
  matches?: Match[];
  filters?: RouteFilter[];
  backendRefs?: BackendRef[];
  timeouts?: { request?: string; backendRequest?: string };
}

export interface RouteParentStatus {
  parentRef: ParentReference;
  controllerName: string;
  conditions: Condition[];
}

type RouteOf<Match> = Wanted<
  { parentRefs?: ParentReference[]; hostnames?: string[]; rules?: RouteRule<Match>[] },
  { parents?: RouteParentStatus[] }
>;

export type HttpRoute = RouteOf<HttpMatch> & { kind?: 'HTTPRoute' };
export type GrpcRoute = RouteOf<GrpcMatch> & { kind?: 'GRPCRoute' };
export type Route = HttpRoute | GrpcRoute;

export type ReferenceGrant = Wanted<{
  from?: { group?: string; kind?: string; namespace?: string }[];
  to?: { group?: string; kind?: string; name?: string }[];
}>;
