import { newMethodNotAllowed, newNotFound, StatusError } from '@kubets/apimachinery';
import { COLLECTION_VERBS } from '../pipeline/requested-verb';
import { isCustom } from '../registry/custom-version';
import type { ServedResource } from '../registry/api-registry';
import type { ServedApi } from '../served-api';
import type { Request } from '../http/messages';
import type { RequestPath } from './request-path';

const PROXIED_METHODS = new Set(['HEAD', 'OPTIONS']);

/** Whether something stands behind a path of the old kind: no subresources, and no object of a namespace without it. */
export const isWatched = (
  { kind, definition }: ServedResource,
  { name, subresource, isBelowNamespace }: RequestPath,
): boolean => kind === 'stored' && !subresource && (!name || isBelowNamespace === definition.namespaced);

/** Resources know the methods that are verbs; what is proxied, some more. @throws StatusError 405 in Kubernetes' words. */
export function assertMethod({ method = '' }: Request, { verb, subresource, isWatchPath }: RequestPath): void {
  if (isWatchPath && method !== 'GET') throw newMethodNotAllowed();
  const isKnown =
    subresource === 'proxy' ? verb !== '' || PROXIED_METHODS.has(method) : verb !== '' && method !== 'HEAD';
  if (!isKnown) throw newMethodNotAllowed();
}

/** Whether the path is below no group that is served. */
export function isOutside({ registry }: ServedApi, path: string): boolean {
  const [, root, group] = path.split('/');
  if (root === 'apis') return registry.groups.every(({ name }) => name === '' || name !== group);
  return root !== 'api';
}

/** Whether the path is below a group that custom kinds have made, of which Kubernetes has no routes. */
export function isOfCustomKinds({ registry }: ServedApi, path: string): boolean {
  const [, root, group] = path.split('/');
  const definitions = root === 'apis' ? registry.definitions.filter((one) => one.group === group) : [];
  return definitions.length > 0 && definitions.every(isCustom);
}

/** Whether nothing stands behind a path below such a group. */
export function isNoCustomPath(
  { registry }: ServedApi,
  { group, version, resource, verb, namespace, isBelowNamespace, rest }: RequestPath,
): boolean {
  const definition = registry.find(group, version, resource)?.definition;
  if (!definition || rest !== '' || isBelowNamespace !== definition.namespaced) {
    const isOfAll = definition?.namespaced && !isBelowNamespace && (verb === 'list' || verb === 'watch');
    return !isOfAll || rest !== '';
  }
  return definition.namespaced && !namespace;
}

/** Objects of a namespace are below it, and below a subresource is nothing but what it stands for. @throws StatusError 404. */
export function assertExists(
  { kind, definition }: ServedResource,
  { verb, namespace, name, subresource, rest, isWatchPath }: RequestPath,
): void {
  // What a field selector names is no part of the path.
  const isOfAll = !isWatchPath && COLLECTION_VERBS.has(verb);
  if (kind === 'stored' && definition.namespaced && name && !namespace && !isOfAll) throw notFoundPath();
  if (rest !== '' && subresource !== 'proxy') throw notFoundPath();
}

/**
 * Objects in namespaces are read across all of them, and written in one; what exists has no objects below.
 * @throws StatusError 405 or 404, as Kubernetes has no such route.
 */
export function assertPath(
  { kind, definition }: ServedResource,
  { verb, namespace, name, subresource }: RequestPath,
): void {
  if (kind === 'virtual') return;
  if (definition.namespaced && !namespace && verb !== 'list' && verb !== 'watch') throw newMethodNotAllowed();
  const isOfOne = verb === 'update' || verb === 'patch';
  if (!subresource && (name ? verb === 'create' : isOfOne)) throw newMethodNotAllowed();
}

/** What Kubernetes says to a path that it does not know. */
export function notFoundPath(): StatusError {
  const { status } = newNotFound({ group: '', resource: '' }, '');
  return new StatusError({ ...status, message: 'the server could not find the requested resource', details: {} });
}
