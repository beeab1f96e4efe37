import {
  controllerOf,
  isInvalid,
  isNotFound,
  namespaceOf,
  nameOf,
  ownerReferenceOf,
  uidOf,
  type KubeObject,
  type Selector,
} from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';

export interface ClaimOptions<O extends KubeObject, C extends KubeObject> {
  owner: O;
  ownerType: { apiVersion: string; kind: string };
  selector: Selector;
  /** What the owner controls already and what nobody controls; others are skipped. */
  candidates: readonly C[];
  client: ResourceClient<C>;
  /** What keeps an object until its owner has taken note of its end; comes and goes with the owner. */
  finalizer?: string;
  /** Reads the owner past every cache: an owner that is being deleted adopts nothing. */
  freshOwner(): Promise<O>;
}

type Claim = 'keep' | 'release' | 'adopt' | 'ignore';

/** What to do with one object by its controller reference and labels. */
export function decideClaim(object: KubeObject, owner: KubeObject, selector: Selector): Claim {
  const controller = controllerOf(object);
  const matches = selector.matches(object.metadata?.labels);
  const ownerGoing = owner.metadata?.deletionTimestamp !== undefined;
  if (controller !== undefined) {
    if (controller.uid !== uidOf(owner)) return 'ignore';
    if (matches) return 'keep';
    return ownerGoing ? 'ignore' : 'release';
  }
  if (ownerGoing || !matches || object.metadata?.deletionTimestamp !== undefined) return 'ignore';
  return namespaceOf(object) === namespaceOf(owner) ? 'adopt' : 'ignore';
}

/**
 * Returns the objects that belong to the owner, after adopting orphans that match its selector and releasing
 * what no longer does. Throws the first failure, when all the others have been tried.
 */
export async function claim<O extends KubeObject, C extends KubeObject>(options: ClaimOptions<O, C>): Promise<C[]> {
  const { owner, ownerType, selector, candidates, client, finalizer } = options;
  const ownerUid = uidOf(owner);
  let adoptable: Promise<void> | undefined;
  const assertAdoptable = (): Promise<void> =>
    (adoptable ??= options.freshOwner().then((fresh) => {
      if (uidOf(fresh) !== ownerUid)
        throw new Error(
          `original ${ownerType.kind} ${namespaceOf(owner)}/${nameOf(owner)} is gone: got uid ${uidOf(fresh)}, wanted ${ownerUid}`,
        );
      if (fresh.metadata?.deletionTimestamp !== undefined)
        throw new Error(
          `${namespaceOf(owner)}/${nameOf(owner)} has just been deleted at ${fresh.metadata.deletionTimestamp}`,
        );
    }));

  // The uid in the patch is a precondition: an object of the same name that replaced this one is left alone.
  const patchOwners = (object: C, reference: object, finalizers: object): Promise<C> =>
    client.patch(
      { namespace: namespaceOf(object), name: nameOf(object) },
      {
        type: 'strategic',
        body: { metadata: { uid: uidOf(object), ownerReferences: [reference], ...(finalizer && finalizers) } },
      },
    );

  async function claimOne(object: C): Promise<C | undefined> {
    switch (decideClaim(object, owner, selector)) {
      case 'keep':
        return object;
      case 'ignore':
        return undefined;
      case 'adopt':
        await assertAdoptable();
        return patchOwners(object, ownerReferenceOf(owner, ownerType), { finalizers: [finalizer] }).catch(ignoreGone);
      case 'release':
        await patchOwners(
          object,
          { $patch: 'delete', uid: ownerUid },
          { '$deleteFromPrimitiveList/finalizers': [finalizer] },
        ).catch(ignoreGone);
        return undefined;
    }
  }

  const results = await Promise.allSettled(candidates.map(claimOne));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return results.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value] : []));
}

/** Gone, or replaced by another object of the same name: there is nothing left to adopt or release. */
function ignoreGone(error: unknown): undefined {
  if (isNotFound(error) || isInvalid(error)) return undefined;
  throw error;
}
