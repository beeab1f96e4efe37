import type { KubeObject } from '@kubets/apimachinery';
import type { ObjectReader, ResourceKey } from '../registry/object-reader';

/** Changes of one resource, as the watch cache tells them: synchronously, in order. */
export interface ObjectFollower {
  onChange(change: { previous?: { object: KubeObject }; current?: { object: KubeObject } }): void;
  /** Everything may be different. */
  onReset(): void;
}

/** What authorization needs of the watch cache: reading, and being told when an index has to change. */
export interface FollowedObjects extends ObjectReader {
  resource(resource: ResourceKey): { follow(follower: ObjectFollower): () => void };
}

export const RBAC_GROUP = 'rbac.authorization.k8s.io';
