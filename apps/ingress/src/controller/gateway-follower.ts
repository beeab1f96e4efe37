import type { KubeObject } from '@kubets/apimachinery';
import {
  createInformer,
  followResources,
  type DynamicCluster,
  type Informer,
  type ResourceClient,
  type ServedResource,
} from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import {
  GATEWAY_GROUP,
  type Gateway,
  type GatewayClass,
  type GrpcRoute,
  type HttpRoute,
  type ReferenceGrant,
  type Route,
} from '../gateway/objects';

/** In the order of preference where several versions are served. */
const VERSIONS = ['v1', 'v1beta1'];
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

export interface GatewayFollowerOptions {
  cluster: Pick<DynamicCluster, 'watchResources'>;
  objects(address: ServedResource): ResourceClient<KubeObject>;
  onChange(): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Follows which of them there are, and those: users bring the definitions and may take them away again. */
export function followGateways({
  cluster,
  objects,
  onChange,
  clock,
  logger,
  signal,
}: GatewayFollowerOptions): GatewayFollower {
  const followed = new Map<
    Plural,
    { version: string; client: ResourceClient<KubeObject>; informer: Informer<KubeObject>; stop: AbortController }
  >();

  let isTold = false;

  function adjust(resources: readonly ServedResource[]): void {
    if (!isTold) onChange();
    isTold = true;
    for (const plural of PLURALS) {
      const served = VERSIONS.flatMap(
        (version) =>
          resources.find((one) => one.group === GATEWAY_GROUP && one.resource === plural && one.version === version) ??
          [],
      )[0];
      const present = followed.get(plural);
      if (present?.version === served?.version) continue;
      present?.stop.abort();
      followed.delete(plural);
      if (served) follow(plural, served);
      onChange();
    }
  }

  function follow(plural: Plural, served: ServedResource): void {
    const client = objects(served);
    const informer = createInformer(client, { name: plural, logger, clock });
    const stop = new AbortController();
    informer.addEventHandler({ onAdd: onChange, onUpdate: onChange, onDelete: onChange });
    informer.start(AbortSignal.any([signal, stop.signal]));
    void informer.synced().then(onChange, () => undefined); // it was stopped before
    followed.set(plural, { version: served.version, client, informer, stop });
    logger.info({ resource: plural, version: served.version }, 'Following Gateway API');
  }

  void followResources(cluster, adjust, { signal, logger, clock });

  const list = <T extends KubeObject>(plural: Plural, kind?: string): T[] =>
    (followed.get(plural)?.informer.lister.list() ?? []).map((object) => (kind ? { ...object, kind } : object) as T);
  return {
    isReady: () => isTold && [...followed.values()].every(({ informer }) => informer.hasSynced()),
    classes: () => list<GatewayClass>('gatewayclasses'),
    gateways: () => list<Gateway>('gateways'),
    routes: () => [...list<HttpRoute>('httproutes', 'HTTPRoute'), ...list<GrpcRoute>('grpcroutes', 'GRPCRoute')],
    grants: () => list<ReferenceGrant>('referencegrants'),
    client: (plural) => followed.get(plural)?.client,
  };
}
