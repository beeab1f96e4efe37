import { groupOf, ignoreNotFound, namespaceOf, objectKey, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import { groupResourceOf, type ResourceKind, type StoredResources } from '../../stored-resources';

/** How many uids of objects that do not exist are remembered. */
const ABSENT_MAX = 10_000;

/** An object and the resource it belongs to. */
export interface Item {
  kind: ResourceKind;
  object: KubeObject;
}

/** What is known of an owner. `unresolvable`: its kind is not served, or cannot own this object. */
export type OwnerState = { state: 'present'; owner: KubeObject } | { state: 'absent' } | { state: 'unresolvable' };

/** Who owns whom, read from what is followed of all resources. */
export interface OwnerGraph {
  dependentsOf(uid: string): Item[];
  /** From the cache; undefined when it is not there. */
  cachedOwner(dependent: Item, reference: OwnerReference): Item | undefined;
  /** From the cache, or else from the apiserver. */
  resolveOwner(dependent: Item, reference: OwnerReference): Promise<OwnerState>;
  /** The object was seen to be deleted. */
  markAbsent(uid: string): void;
}

export function createOwnerGraph(resources: StoredResources): OwnerGraph {
  const absent = new Set<string>();

  /** A reference may name another version of the group than the one that is followed. */
  const kindOf = ({ apiVersion, kind }: OwnerReference): ResourceKind | undefined =>
    resources.followed().find((candidate) => candidate.kind === kind && candidate.group === groupOf(apiVersion));
  const keyOf = (kind: ResourceKind, dependent: Item, reference: OwnerReference): string =>
    kind.namespaced ? `${namespaceOf(dependent.object)}/${reference.name}` : (reference.name ?? '');

  function markAbsent(uid: string): void {
    absent.add(uid);
    const [oldest] = absent;
    if (absent.size > ABSENT_MAX && oldest !== undefined) absent.delete(oldest);
  }

  function cachedOwner(dependent: Item, reference: OwnerReference): Item | undefined {
    const kind = kindOf(reference);
    const object = kind && resources.objects(kind).lister.get(keyOf(kind, dependent, reference));
    return kind && object && uidOf(object) === reference.uid ? { kind, object } : undefined;
  }

  async function resolveOwner(dependent: Item, reference: OwnerReference): Promise<OwnerState> {
    const kind = kindOf(reference);
    if (!kind || (kind.namespaced && !dependent.kind.namespaced)) return { state: 'unresolvable' };
    const cached = cachedOwner(dependent, reference);
    if (cached) return { state: 'present', owner: cached.object };
    const uid = reference.uid ?? '';
    if (absent.has(uid)) return { state: 'absent' };
    try {
      const namespace = kind.namespaced ? namespaceOf(dependent.object) : undefined;
      const owner = await resources.client(kind).get({ namespace, name: reference.name ?? '' });
      if (uidOf(owner) === uid) return { state: 'present', owner };
    } catch (error) {
      ignoreNotFound(error);
    }
    markAbsent(uid);
    return { state: 'absent' };
  }

  return {
    cachedOwner,
    resolveOwner,
    markAbsent,
    dependentsOf: (uid) =>
      resources.followed().flatMap((kind) =>
        resources
          .objects(kind)
          .lister.byIndex('owner', uid)
          .map((object) => ({ kind, object })),
      ),
  };
}

/** The queue's key of an item; with the uid, for a name may be taken again. */
export const itemKey = ({ kind, object }: Item): string =>
  `${groupResourceOf(kind)}|${objectKey(object)}|${uidOf(object)}`;

/** The item of a key as the cache has it; undefined when it, or its resource, is gone. */
export function itemOf(resources: StoredResources, key: string): Item | undefined {
  const [resource, name = '', uid] = key.split('|');
  const kind = resources.followed().find((candidate) => groupResourceOf(candidate) === resource);
  const object = kind && resources.objects(kind).lister.get(name);
  return kind && object && uidOf(object) === uid ? { kind, object } : undefined;
}
