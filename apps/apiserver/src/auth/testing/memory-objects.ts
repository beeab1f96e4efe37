import { namespaceOf, objectKey, type KubeObject } from '@kubets/apimachinery';
import type { ResourceKey } from '../../registry/object-reader';
import type { FollowedObjects, ObjectFollower } from '../followed-objects';

/** What authorization follows, without a watch cache: objects given by hand. */
export interface MemoryObjects extends FollowedObjects {
  set(plural: string, object: KubeObject): void;
  delete(plural: string, object: KubeObject): void;
  /** Tells all followers that everything may be different. */
  reset(): void;
}

/** Resources are told apart by their plural, which is enough here. */
export function createMemoryObjects(objects: Record<string, KubeObject[]> = {}): MemoryObjects {
  const stored = new Map<string, Map<string, KubeObject>>();
  const followers = new Map<string, ObjectFollower[]>();
  const of = (plural: string) => {
    const found = stored.get(plural) ?? new Map<string, KubeObject>();
    stored.set(plural, found);
    return found;
  };
  function set(plural: string, object: KubeObject): void {
    const previous = of(plural).get(objectKey(object));
    of(plural).set(objectKey(object), object);
    followers
      .get(plural)
      ?.forEach((follower) =>
        follower.onChange({ ...(previous && { previous: { object: previous } }), current: { object } }),
      );
  }
  for (const [plural, list] of Object.entries(objects)) list.forEach((object) => set(plural, object));
  return {
    set,
    delete(plural, object) {
      of(plural).delete(objectKey(object));
      followers.get(plural)?.forEach((follower) => follower.onChange({ previous: { object } }));
    },
    reset: () => followers.forEach((all) => all.forEach((follower) => follower.onReset())),
    get: ({ plural }: ResourceKey, namespace, name) => of(plural).get(namespace ? `${namespace}/${name}` : name),
    list: ({ plural }: ResourceKey, namespace) =>
      [...of(plural).values()].filter((object) => !namespace || namespaceOf(object) === namespace),
    resource: ({ plural }) => ({
      follow(follower) {
        followers.set(plural, [...(followers.get(plural) ?? []), follower]);
        return () => undefined;
      },
    }),
  };
}
