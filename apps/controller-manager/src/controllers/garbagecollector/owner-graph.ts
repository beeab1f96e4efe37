import { groupOf, isNotFound, namespaceOf, objectKey, uidOf, type KubeObject } from '@kubets/apimachinery';
import type { KubeClient } from '@kubets/client';
import type { OwnerReference } from '@kubets/proto-gen/meta/v1';
import { RESOURCE_KINDS, type ResourceKind } from '../../resource-kinds';
import type { SharedInformers } from '../../shared-informers';

/** How many uids of objects that do not exist are remembered. */
const ABSENT_MAX = 10_000;

/** An object and the resource it belongs to. */
export interface Item {
  kind: ResourceKind;
  object: KubeObject;
}

/** What is known of an owner. `unresolvable`: its kind is not served, or cannot own this object. */
export type OwnerState = { state: 'present'; owner: KubeObject } | { state: 'absent' } | { state: 'unresolvable' };

/** Who owns whom, read from the informers of all resources. */
export interface OwnerGraph {
  dependentsOf(uid: string): Item[];
  /** From the cache; undefined when it is not there. */
  cachedOwner(dependent: Item, reference: OwnerReference): Item | undefined;
  /** From the cache, or else from the apiserver. */
  resolveOwner(dependent: Item, reference: OwnerReference): Promise<OwnerState>;
  /** The object was seen to be deleted. */
  markAbsent(uid: string): void;
}

export function createOwnerGraph({ client, informers }: { client: KubeClient; informers: SharedInformers }): OwnerGraph {
  const absent = new Set<string>();
  const kinds = new Map(RESOURCE_KINDS.map((kind) => [`${groupOf(kind.apiVersion)}/${kind.kind}`, kind]));

  const kindOf = ({ apiVersion, kind }: OwnerReference): ResourceKind | undefined => kinds.get(`${groupOf(apiVersion)}/${kind}`);
  const keyOf = (kind: ResourceKind, dependent: Item, reference: OwnerReference): string =>
    kind.namespaced ? `${namespaceOf(dependent.object)}/${reference.name}` : (reference.name ?? '');

  function markAbsent(uid: string): void {
    absent.add(uid);
    const [oldest] = absent;
    if (absent.size > ABSENT_MAX && oldest !== undefined) absent.delete(oldest);
  }

  function cachedOwner(dependent: Item, reference: OwnerReference): Item | undefined {
    const kind = kindOf(reference);
    const object = kind && informers.resource(kind.plural).lister.get(keyOf(kind, dependent, reference));
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
      const owner = await client.resource(kind.plural).get({ namespace, name: reference.name ?? '' });
      if (uidOf(owner) === uid) return { state: 'present', owner };
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    markAbsent(uid);
    return { state: 'absent' };
  }

  return {
    cachedOwner,
    resolveOwner,
    markAbsent,
    dependentsOf: (uid) =>
      RESOURCE_KINDS.flatMap((kind) => informers.resource(kind.plural).lister.byIndex('owner', uid).map((object) => ({ kind, object }))),
  };
}

/** The queue's key of an item; with the uid, for a name may be taken again. */
export const itemKey = ({ kind, object }: Item): string => `${kind.plural}|${objectKey(object)}|${uidOf(object)}`;

/** The item of a key as the cache has it; undefined when it is gone. */
export function itemOf(informers: SharedInformers, key: string): Item | undefined {
  const [plural = '', name = '', uid] = key.split('|');
  const kind = RESOURCE_KINDS.find((candidate) => candidate.plural === plural);
  const object = kind && informers.resource(plural).lister.get(name);
  return kind && object && uidOf(object) === uid ? { kind, object } : undefined;
}
