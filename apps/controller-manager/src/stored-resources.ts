import type { KubeObject } from '@kubets/apimachinery';
import type { Informer, KubeClient, ResourceClient } from '@kubets/client';
import { RESOURCE_KINDS, type ResourceKind } from './resource-kinds';
import type { SharedInformers } from './shared-informers';

/** How objects are changed and deleted that only their metadata is known of. */
export type MetadataClient = Pick<ResourceClient<KubeObject>, 'get' | 'list' | 'patch' | 'delete' | 'deleteCollection'>;

/**
 * What the cluster stores, for those that look after objects of every kind: the garbage collector and the deletion of
 * namespaces. Resources may come and go.
 */
export interface StoredResources {
  /** Those there are now whose objects are followed. */
  followed(): readonly ResourceKind[];
  /** The others: their objects own nothing, are owned by nothing and come by the thousand. */
  unfollowed(): readonly ResourceKind[];
  /** Calls back for each followed resource there is, and for each that comes, before its first objects. */
  onResource(listener: (kind: ResourceKind) => void): void;
  /** What is followed of a resource: of each object at least who it is, whose it is and whether it goes. Indexed by `owner`. */
  objects(kind: ResourceKind): Informer<KubeObject>;
  client(kind: ResourceKind): MetadataClient;
}

const UNFOLLOWED: readonly ResourceKind[] = [{ apiVersion: 'v1', plural: 'events', kind: 'Event', namespaced: true }];

/** The resources that the client has types for; these neither come nor go. */
export function typedResources({
  client,
  informers,
}: {
  client: Pick<KubeClient, 'resource'>;
  informers: SharedInformers;
}): StoredResources {
  return {
    followed: () => RESOURCE_KINDS,
    unfollowed: () => UNFOLLOWED,
    onResource: (listener) => RESOURCE_KINDS.forEach(listener),
    objects: ({ plural }) => informers.resource(plural),
    client: ({ plural }) => client.resource(plural),
  };
}
