import { isTrue } from '@kubets/apimachinery';
import { selectedObjects, type RequestInfo } from '../pipeline/authorization';
import { textOfBytes } from './request-target';

/** A request as its method and path describe it; what authorization and routing go by. */
export interface RequestPath extends RequestInfo {
  /** Whether the resource is addressed inside a namespace; `namespaces/a` itself is not. */
  isBelowNamespace: boolean;
  /** `/api/v1/watch/namespaces/n/pods`, the way to watch before `?watch=true`; with a name it is about that object alone. */
  isWatchPath: boolean;
  /** What follows a subresource, as in `pods/p/proxy/index.html`; with the leading slash, empty if nothing does. Each byte a character. */
  rest: string;
}

const VERBS: ReadonlyMap<string, string> = new Map([
  ['POST', 'create'],
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/** Below a namespace these belong to the namespace itself, all other names are resources in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** `path`: decoded, each byte a character. */
export function parseRequestPath(method: string, path: string, query: URLSearchParams): RequestPath {
  const nonResource: RequestPath = {
    isResourceRequest: false,
    verb: method.toLowerCase(),
    path: textOfBytes(path),
    group: '',
    version: '',
    namespace: '',
    isBelowNamespace: false,
    isWatchPath: false,
    resource: '',
    name: '',
    subresource: '',
    rest: '',
  };
  const bytes = path.split('/').slice(1);
  const parts = bytes.map(textOfBytes);
  const [root, ...afterRoot] = parts.at(-1) === '' && !isProxy(parts) ? parts.slice(0, -1) : parts;
  const isCore = root === 'api';
  if (!isCore && root !== 'apis') return nonResource;
  const [group, version, ...below] = isCore ? ['', ...afterRoot] : afterRoot;
  if (group === undefined || version === undefined || below.length === 0) return nonResource;
  const isWatchPath = below[0] === 'watch' && below.length > 1;
  const found = isWatchPath ? watchedAddress(below.slice(1), query) : resourceAddress(below, method, query);
  const rest = found.rest === '' ? '' : `/${bytes.slice(1 - found.rest.split('/').length).join('/')}`;
  return { ...nonResource, isResourceRequest: true, isWatchPath, group, version, ...found, rest };
}

const isProxy = (parts: string[]): boolean => parts.includes('proxy');

type Address = Pick<RequestPath, 'namespace' | 'resource' | 'name' | 'subresource' | 'rest' | 'isBelowNamespace'>;

/** A watch whatever the method is; its name is the path's alone. */
function watchedAddress(
  address: string[],
  query: URLSearchParams,
): Address & Pick<RequestPath, 'verb' | 'fieldSelector'> {
  const { name: _selected, ...selected } = selectedObjects('watch', query.get('fieldSelector'));
  return { ...addressOf(address), verb: 'watch', ...selected };
}

function addressOf(address: string[]): Address {
  const isInNamespace = address[0] === 'namespaces' && address.length > 2 && !NAMESPACE_SUBRESOURCES.has(address[2]!);
  const namespace = address[0] === 'namespaces' ? (address[1] ?? '') : '';
  const [resource = '', name = '', subresource = '', ...rest] = isInNamespace ? address.slice(2) : address;
  return {
    namespace,
    isBelowNamespace: isInNamespace,
    resource,
    name,
    subresource,
    rest: rest.length > 0 ? `/${rest.join('/')}` : '',
  };
}

function resourceAddress(
  address: string[],
  method: string,
  query: URLSearchParams,
): Address & Pick<RequestPath, 'verb' | 'fieldSelector'> {
  const found = addressOf(address);
  const verb = VERBS.get(method) ?? '';
  if (found.name) return { ...found, verb };
  const collectionVerb =
    verb === 'get'
      ? isTrue(query.get('watch'))
        ? 'watch'
        : 'list'
      : verb === 'delete'
        ? 'deletecollection'
        : undefined;
  if (!collectionVerb) return { ...found, verb };
  return { ...found, verb: collectionVerb, ...selectedObjects(collectionVerb, query.get('fieldSelector')) };
}
