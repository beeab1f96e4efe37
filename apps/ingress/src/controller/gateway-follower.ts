import { GATEWAY_GROUP, type GrpcRoute, type ReferenceGrant } from '@kubets/api';
import type { KubeObject } from '@kubets/apimachinery';
import { followKinds, type FollowKindsOptions, type ResourceClient } from '@kubets/client';
import type { Gateway, GatewayClass, HttpRoute, Route } from '../gateway/objects';

const PLURALS = ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'referencegrants'] as const;
type Plural = (typeof PLURALS)[number];

/** The kinds of Gateway API, as far and as long as the cluster has them. */
export interface GatewayFollower {
  /** What there is is known: nothing of it is missing because it was not asked for yet. */
  isReady(): boolean;
  classes(): GatewayClass[];
  gateways(): Gateway[];
  routes(): Route[];
  grants(): ReferenceGrant[];
  client(plural: Exclude<Plural, 'referencegrants'>): Pick<ResourceClient<KubeObject>, 'patch'> | undefined;
}

export type GatewayFollowerOptions = Omit<FollowKindsOptions<Plural>, 'group' | 'plurals' | 'versions'>;

export function followGateways(o: GatewayFollowerOptions): GatewayFollower {
  const kinds = followKinds({ ...o, group: GATEWAY_GROUP, plurals: PLURALS, versions: ['v1', 'v1beta1'] });
  const list = <T extends KubeObject>(plural: Plural, kind?: string): T[] =>
    kinds.list(plural).map((object) => (kind ? { ...object, kind } : object) as T);
  return {
    isReady: kinds.isReady,
    classes: () => list<GatewayClass>('gatewayclasses'),
    gateways: () => list<Gateway>('gateways'),
    routes: () => [...list<HttpRoute>('httproutes', 'HTTPRoute'), ...list<GrpcRoute>('grpcroutes', 'GRPCRoute')],
    grants: () => list<ReferenceGrant>('referencegrants'),
    client: kinds.client,
  };
}
