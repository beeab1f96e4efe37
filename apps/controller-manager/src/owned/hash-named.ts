import {
  hashObject,
  isAlreadyExists,
  isControlledBy,
  nameOf,
  namespaceOf,
  type KubeObject,
} from '@kubets/apimachinery';
import type { ResourceClient } from '@kubets/client';

/** The longest part of a name that is not the hash. */
const MAX_PREFIX_CHARS = 223;

/** The hash of a state; with every collision that was met another one. */
export const stateHash = (state: object, collisions: number | undefined): string =>
  hashObject(collisions ? { ...state, collisions } : state);

export const hashedName = (owner: KubeObject, hash: string): string =>
  `${nameOf(owner).slice(0, MAX_PREFIX_CHARS)}-${hash}`;

export type HashNamed<T> =
  { outcome: 'created' | 'existing'; object: T } | { outcome: 'collision' } | { outcome: 'failed'; error: unknown };

/**
 * Creates an object whose name follows from its state, so that doing it twice finds the first one. `collision`: somebody
 * else's, or one of another state, has the name; the owner's status counts that and the next hash is another.
 */
export async function createHashNamed<T extends KubeObject>(
  client: Pick<ResourceClient<T>, 'create' | 'get'>,
  wanted: T,
  o: { owner: KubeObject; sameState(existing: T): boolean },
): Promise<HashNamed<T>> {
  try {
    return { outcome: 'created', object: await client.create(wanted) };
  } catch (error) {
    if (!isAlreadyExists(error)) return { outcome: 'failed', error };
  }
  const existing = await client.get({ namespace: namespaceOf(wanted), name: nameOf(wanted) });
  // Made by an earlier run whose event the cache has not shown yet.
  return isControlledBy(existing, o.owner) && o.sameState(existing)
    ? { outcome: 'existing', object: existing }
    : { outcome: 'collision' };
}
