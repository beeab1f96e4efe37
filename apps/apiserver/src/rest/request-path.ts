import { selectedObjects, type AuthorizationRequest } from '../pipeline/authorization';

/** A request as its method and path describe it; what authorization and routing go by. */
export interface RequestPath extends Pick<AuthorizationRequest, 'fieldSelector'> {
  isResourceRequest: boolean;
  /** Kubernetes' verb; the lower-case method for a non-resource request. */
  verb: string;
  path: string;
  group: string;
  version: string;
  namespace: string;
  /** Whether the resource is addressed inside a namespace; `namespaces/a` itself is not. */
  isBelowNamespace: boolean;
  resource: string;
  name: string;
  subresource: string;
  /** What follows a subresource, as in `pods/p/proxy/index.html`; with the leading slash, empty if nothing does. */
  rest: string;
}

const VERBS: Record<string, string> = { POST: 'create', GET: 'get', HEAD: 'get', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

/** Below a namespace these belong to the namespace itself, all other names are resources in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

export function parseRequestPath(method: string, path: string, query: URLSearchParams): RequestPath {
  const nonResource: RequestPath = {
    isResourceRequest: false,
    verb: method.toLowerCase(),
    path,
    group: '',
    version: '',
    namespace: '',
    isBelowNamespace: false,
    resource: '',
    name: '',
    subresource: '',
    rest: '',
  };
  const parts = path.split('/').slice(1).map(decoded);
  const [root, ...afterRoot] = parts.at(-1) === '' && !isProxy(parts) ? parts.slice(0, -1) : parts;
  const isCore = root === 'api';
  if (!isCore && root !== 'apis') return nonResource;
  const [group, version, ...address] = isCore ? ['', ...afterRoot] : afterRoot;
  if (group === undefined || version === undefined || address.length === 0) return nonResource;
  return { ...nonResource, isResourceRequest: true, group, version, ...resourceAddress(address, method, query) };
}

const isProxy = (parts: string[]): boolean => parts.includes('proxy');

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function resourceAddress(address: string[], method: string, query: URLSearchParams): Pick<RequestPath, 'verb' | 'namespace' | 'resource' | 'name' | 'subresource' | 'rest' | 'isBelowNamespace' | 'fieldSelector'> {
  const isInNamespace = address[0] === 'namespaces' && address.length > 2 && !NAMESPACE_SUBRESOURCES.has(address[2]!);
  const namespace = address[0] === 'namespaces' ? (address[1] ?? '') : '';
  const [resource = '', name = '', subresource = '', ...rest] = isInNamespace ? address.slice(2) : address;
  const found = { namespace, isBelowNamespace: isInNamespace, resource, name, subresource, rest: rest.length > 0 ? `/${rest.join('/')}` : '' };
  const verb = VERBS[method] ?? '';
  if (name) return { ...found, verb };
  const collectionVerb = verb === 'get' ? (isTrue(query.get('watch')) ? 'watch' : 'list') : verb === 'delete' ? 'deletecollection' : undefined;
  if (!collectionVerb) return { ...found, verb };
  return { ...found, verb: collectionVerb, ...selectedObjects(collectionVerb, query.get('fieldSelector')) };
}

/** As Go parses a boolean query parameter: present without a value means yes. */
export function isTrue(value: string | null): boolean {
  return value !== null && !['0', 'f', 'F', 'false', 'False', 'FALSE'].includes(value);
}
