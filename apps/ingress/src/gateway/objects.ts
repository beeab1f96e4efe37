// The kinds of gateway.networking.k8s.io that are followed, as far as they are read: https://gateway-api.sigs.k8s.io/reference/spec/.
// Their definitions are the user's, so that any field may be missing, and what is read of an object may throw.
import type { GatewayObject, GrpcRoute, NamedValue, ObjectReference, RouteOf } from '@kubets/api';
import type { Condition, LabelSelector } from '@kubets/proto-gen/meta/v1';

/** What a GatewayClass names to have its Gateways carried out here. */
export const GATEWAY_CONTROLLER = 'kubets.dev/gateway-controller';

export type GatewayClass = GatewayObject<{ controllerName?: string }, { conditions?: Condition[] }>;

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

export type Gateway = GatewayObject<
  { gatewayClassName?: string; listeners?: Listener[]; addresses?: { type?: string; value?: string }[] },
  { addresses?: { type: string; value: string }[]; conditions?: Condition[]; listeners?: ListenerStatus[] }
>;

export interface HttpMatch {
  path?: { type?: string; value?: string };
  headers?: NamedValue[];
  queryParams?: NamedValue[];
  method?: string;
}

export type HttpRoute = RouteOf<HttpMatch> & { kind?: 'HTTPRoute' };
export type Route = HttpRoute | GrpcRoute;
