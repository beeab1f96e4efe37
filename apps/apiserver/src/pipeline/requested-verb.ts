import { newBadRequest, newMethodNotAllowed, newMethodNotSupported } from '@kubets/apimachinery';
import { selectedObjects, type RequestInfo } from './authorization';
import { groupIn, groupResourceOf } from './request-scope';
import type { Target } from './request';
import { isCustom } from '../registry/custom-version';

export const COLLECTION_VERBS: ReadonlySet<string> = new Set(['list', 'watch', 'deletecollection']);
const OBJECT_VERBS = new Set([...COLLECTION_VERBS, 'get', 'create', 'update', 'patch', 'delete']);
export const READING_VERBS: ReadonlySet<string> = new Set(['get', 'list', 'watch']);
const STATUS_VERBS = new Set(['get', 'update', 'patch']);

/** What a verb on a stored resource asks for, in the words of authorization: what `parseRequestPath` makes of a path. */
export function requestInfoOf(target: Target & { verb: string }, fieldSelector?: string): Omit<RequestInfo, 'path'> {
  const { verb, definition, version, subresource } = target;
  const { group, plural } = definition;
  const name = verb === 'create' && !subresource ? '' : target.name;
  return {
    isResourceRequest: true,
    verb,
    group: groupIn(definition, version),
    version: version.version,
    resource: plural,
    subresource,
    // A role in a namespace may be about the namespace itself.
    namespace: group === '' && plural === 'namespaces' ? name : target.namespace,
    name,
    ...(COLLECTION_VERBS.has(verb) ? selectedObjects(verb, fieldSelector) : {}),
  };
}

/**
 * Whether the verb can be meant for this target at all; the same for every door, after authorization.
 * @throws StatusError 405 for what a resource or its status does not have, 400 for an address that is not whole.
 */
export function assertVerbFits({ verb, definition, namespace, name, subresource }: Target & { verb: string }): void {
  const verbs = subresource === '' ? OBJECT_VERBS : subresource === 'status' ? STATUS_VERBS : undefined;
  const notAllowed = () => newMethodNotSupported(groupResourceOf(definition), verb);
  if (verbs && !verbs.has(verb))
    throw subresource === '' || isCustom(definition) ? notAllowed() : newMethodNotAllowed();
  if (definition.readOnly && !READING_VERBS.has(verb)) throw newMethodNotAllowed();
  if (definition.computed && verb === 'watch') throw newMethodNotAllowed();
  if (verb === 'create' && subresource === '' && name) throw notAllowed();
  if (definition.namespaced && !namespace && verb !== 'list' && verb !== 'watch') {
    throw newBadRequest(`an empty namespace may not be set during ${verb === 'create' ? 'creation' : verb}`);
  }
  const needsName = !COLLECTION_VERBS.has(verb) && !(verb === 'create' && subresource === '');
  if (!needsName || name) return;
  // Over HTTP this is a PUT or PATCH on the collection.
  if (subresource === '' && (verb === 'update' || verb === 'patch')) throw notAllowed();
  throw newBadRequest('name must be provided');
}
