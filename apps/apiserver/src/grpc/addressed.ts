import { newBadRequest } from '@kubets/apimachinery';
import type { ListOptions } from '@kubets/proto-gen/meta/v1';

/** What requests name that are about one object or a namespace. */
export interface Addressed {
  namespace?: string | undefined;
  name?: string;
  object?: unknown;
}

/**
 * What a request is about. An object is enough to say which one is updated; what is created has no name before it is
 * there, and what the request calls it can only repeat what the object says. `ofObject` is the name in the object, if any.
 * @throws StatusError 400 when the two disagree.
 */
export function addressOf(
  verb: string,
  subresource: string,
  { namespace, name = '' }: Addressed,
  ofObject: string,
): Addressed {
  if (verb === 'update') return { namespace, name: name || ofObject };
  if (verb !== 'create' || subresource) return { namespace, name };
  if (name && name !== ofObject)
    throw newBadRequest(`the name of the object (${ofObject}) does not match the name on the request (${name})`);
  return { namespace };
}

/** The selector of a list, watch or deletecollection: the one by which objects are chosen, too. */
export function fieldSelectorOf(request: object): string | undefined {
  const { options, listOptions } = request as { options?: ListOptions; listOptions?: ListOptions };
  return (listOptions ?? options)?.fieldSelector;
}
