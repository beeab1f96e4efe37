import type { KubeObject } from '@kubets/apimachinery';
import type { Clock, Logger } from '@kubets/component';
import { followResources, type DynamicCluster } from './dynamic-cluster';
import type { ServedResource } from './dynamic-client';
import { createInformer, type Informer } from './informer';
import type { ResourceClient } from './resource-client';

/** Objects of a group's kinds, as far and as long as the cluster has them. */
export interface KindsFollower<Plural extends string> {
  /** What there is is known: nothing of it is missing because it was not asked for yet. */
  isReady(): boolean;
  /** None of what the cluster has not. */
  list(plural: Plural): KubeObject[];
  client(plural: Plural): ResourceClient<KubeObject> | undefined;
}

export interface FollowKindsOptions<Plural extends string> {
  group: string;
  plurals: readonly Plural[];
  /** In the order of preference where several are served. */
  versions: readonly string[];
  cluster: Pick<DynamicCluster, 'watchResources'>;
  objects(address: ServedResource): ResourceClient<KubeObject>;
  /** Something of it changed, or became known. */
  onChange(): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** Follows which of the kinds there are, and their objects: users bring such definitions and may take them away again. */
export function followKinds<Plural extends string>({
  group,
  plurals,
  versions,
  cluster,
  objects,
  onChange,
  clock,
  logger,
  signal,
}: FollowKindsOptions<Plural>): KindsFollower<Plural> {
  const followed = new Map<
    Plural,
    { version: string; client: ResourceClient<KubeObject>; informer: Informer<KubeObject>; stop: AbortController }
  >();
  let isTold = false;

  function adjust(resources: readonly ServedResource[]): void {
    if (!isTold) onChange();
    isTold = true;
    for (const plural of plurals) {
      const served = versions.flatMap(
        (version) =>
          resources.find((one) => one.group === group && one.resource === plural && one.version === version) ?? [],
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
    logger.info({ resource: plural, group, version: served.version }, 'Following a kind that the cluster has');
  }

  void followResources(cluster, adjust, { signal, logger, clock });

  return {
    isReady: () => isTold && [...followed.values()].every(({ informer }) => informer.hasSynced()),
    list: (plural) => followed.get(plural)?.informer.lister.list() ?? [],
    client: (plural) => followed.get(plural)?.client,
  };
}
