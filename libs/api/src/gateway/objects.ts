// What several services read of gateway.networking.k8s.io: https://gateway-api.sigs.k8s.io/reference/spec/. The definitions are the user's,
// so that any field may be missing, and what is read of an object may throw.
import type { KubeObject } from '@kubets/apimachinery';
import type { Condition } from '@kubets/proto-gen/meta/v1';

export const GATEWAY_GROUP = 'gateway.networking.k8s.io';

/** An object of which nothing is certain to be there. */
export interface GatewayObject<Spec, Status = never> extends KubeObject {
  spec?: Spec;
  status?: Status;
}

export interface ObjectReference {
  group?: string;
  kind?: string;
  namespace?: string;
  name?: string;
}

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

export type RouteOf<Match> = GatewayObject<
  { parentRefs?: ParentReference[]; hostnames?: string[]; rules?: RouteRule<Match>[] },
  { parents?: RouteParentStatus[] }
>;

export type GrpcRoute = RouteOf<GrpcMatch> & { kind?: 'GRPCRoute' };

export type ReferenceGrant = GatewayObject<{
  from?: { group?: string; kind?: string; namespace?: string }[];
  to?: { group?: string; kind?: string; name?: string }[];
}>;
