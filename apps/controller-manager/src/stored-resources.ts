import type { KubeObject } from '@kubets/apimachinery';
import type { Informer, ResourceClient } from '@kubets/client';

/** One resource, in the version that its cluster prefers. */
export interface ResourceKind {
  /** Empty for the core group. */
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespaced: boolean;
}

/** How objects are changed and deleted that only their metadata is known of. */
export type MetadataClient = Pick<
  ResourceClient<KubeObject>,
  'get' | 'list' | 'create' | 'patch' | 'delete' | 'deleteCollection'
>;

/**
 * What the cluster stores, for those that look after objects of every kind: the garbage collector and the deletion of
 * namespaces. Resources come and go. Started and waited for as an informer is.
 */
export interface StoredResources extends Pick<Informer<KubeObject>, 'name' | 'start' | 'synced' | 'hasSynced'> {
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

/** `apps/v1`, or `v1` of the core group. */
export const apiVersionOf = ({ group, version }: Pick<ResourceKind, 'group' | 'version'>): string =>
  group ? `${group}/${version}` : version;

/** `deployments.apps`: what a resource is called in whatever version; `pods.` of the core group. */
export const groupResourceOf = ({ group, plural }: Pick<ResourceKind, 'group' | 'plural'>): string =>
  `${plural}.${group}`;
