import {
  controllerOf,
  isBeingDeleted,
  type KubeObject,
  nameOf,
  namespaceOf,
  objectKey,
  semanticEqual,
  uidOf,
} from '@kubets/apimachinery';
import type { Informer, ResourceClient } from '@kubets/client';
import type { Expectations } from '@kubets/controller';
import { claim } from './claim';
import { controllingOwner, type OwnerKind } from './owner-kind';

export interface OwnedObjectsOptions<O extends KubeObject, C extends KubeObject> {
  kind: OwnerKind<O>;
  client: ResourceClient<C>;
  /** Indexed by `controller` and `orphan`. */
  informer: Informer<C>;
  /** Of what the owner has to take note of before it goes. */
  finalizer?: string;
  /** Ticked off as creations and deletions are seen, and dropped with the owner. */
  expectations?: Expectations;
}

/** The objects of one resource that belong to the objects of a kind, by controller reference and selector. */
export interface OwnedObjects<O extends KubeObject, C extends KubeObject> {
  /** Turns what happens to owners and to what they own, or might adopt, into keys of owners. */
  follow(enqueue: (key: string) => void): void;
  /** Undefined for an object that none of the kind controls. */
  ownerOf(object: C): O | undefined;
  /** What the owner controls, from the cache. */
  of(owner: O): C[];
  /** The same after adopting what matches the selector and releasing what does not; only what `counts` is touched. */
  claim(owner: O, counts?: (object: C) => boolean): Promise<C[]>;
}

export function createOwnedObjects<O extends KubeObject, C extends KubeObject>(
  options: OwnedObjectsOptions<O, C>,
): OwnedObjects<O, C> {
  const { kind, client, informer, expectations, finalizer } = options;
  const ownerOf = (object: C): O | undefined => controllingOwner(kind, object);
  const of = (owner: O): C[] => informer.lister.byIndex('controller', uidOf(owner));

  function selects(owner: O, object: C): boolean {
    try {
      return kind.selectorOf(owner).matches(object.metadata?.labels);
    } catch {
      // The owner's own reconcile says that its selector is none; the others are not to miss the object for it.
      return false;
    }
  }

  function follow(enqueue: (key: string) => void): void {
    const enqueueOwner = (object: C): void => {
      const owner = ownerOf(object);
      if (owner) enqueue(objectKey(owner));
    };
    const enqueueAdopters = (object: C): void => {
      for (const owner of kind.informer.lister.list(namespaceOf(object))) {
        if (selects(owner, object)) enqueue(objectKey(owner));
      }
    };
    const gone = (object: C): void => {
      const owner = ownerOf(object);
      if (!owner) return;
      expectations?.deletionObserved(objectKey(owner), objectKey(object));
      enqueue(objectKey(owner));
    };

    kind.informer.addEventHandler({
      onAdd: (owner) => enqueue(objectKey(owner)),
      onUpdate: (_previous, owner) => enqueue(objectKey(owner)),
      onDelete(owner) {
        // A new object of the same name starts with nothing outstanding.
        expectations?.delete(objectKey(owner));
        enqueue(objectKey(owner));
      },
    });
    informer.addEventHandler({
      onAdd(object) {
        if (isBeingDeleted(object)) return gone(object);
        if (!controllerOf(object)) return enqueueAdopters(object);
        const owner = ownerOf(object);
        if (!owner) return;
        expectations?.creationObserved(objectKey(owner));
        enqueue(objectKey(owner));
      },
      onUpdate(previous, object) {
        // What is terminating is as good as deleted: its replacement need not wait until it is gone.
        if (isBeingDeleted(object)) gone(object);
        const controllerChanged = controllerOf(previous)?.uid !== controllerOf(object)?.uid;
        if (controllerChanged) enqueueOwner(previous);
        if (isBeingDeleted(object)) return;
        if (controllerOf(object)) return enqueueOwner(object);
        if (controllerChanged || !semanticEqual(previous.metadata?.labels, object.metadata?.labels))
          enqueueAdopters(object);
      },
      onDelete: gone,
    });
  }

  return {
    follow,
    ownerOf,
    of,
    claim: (owner, counts = () => true) =>
      claim({
        owner,
        ownerType: kind.type,
        selector: kind.selectorOf(owner),
        candidates: [...of(owner), ...informer.lister.byIndex('orphan', namespaceOf(owner))].filter(counts),
        client,
        finalizer,
        freshOwner: () => kind.client.get({ namespace: namespaceOf(owner), name: nameOf(owner) }),
      }),
  };
}
