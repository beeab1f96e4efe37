import type { Request } from '../http/messages';
import type { RequestPath } from './request-path';

/** What Kubernetes' metrics tell of a request. */
export interface RequestLabels {
  verb: string;
  dry_run: string;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  scope: string;
  component: string;
}

/** Verbs of resources, and methods on other paths, by Kubernetes' names; what else clients make up is one. */
const VERBS: ReadonlyMap<string, string> = new Map([
  ['get', 'GET'],
  ['list', 'LIST'],
  ['watch', 'WATCH'],
  ['create', 'POST'],
  ['update', 'PUT'],
  ['patch', 'PATCH'],
  ['delete', 'DELETE'],
  ['deletecollection', 'DELETE'],
  ['post', 'POST'],
  ['put', 'PUT'],
  ['head', 'GET'],
]);
const OTHER = 'other';

const CONNECTING = new Set(['log', 'exec', 'portforward', 'attach', 'proxy']);

/** Whether it connects a client with something else. */
export const isConnecting = (subresource: string): boolean => CONNECTING.has(subresource);

/** `isKnown`: the path names a resource that is served; others, which anybody can make up, are told alike. */
export function requestLabels(
  { headers }: Request,
  { path, query, isKnown }: { path: RequestPath; query: URLSearchParams; isKnown: boolean },
): RequestLabels {
  const { group, version, resource, subresource } = path;
  const known = isKnown
    ? { group, version, resource, subresource, scope: scopeOf(path) }
    : { group: '', version: '', resource: '', subresource: '', scope: '' };
  const verb = VERBS.get(path.verb) ?? OTHER;
  return {
    verb: isConnecting(known.subresource) ? 'CONNECT' : applied(verb, headers),
    dry_run: dryRun(query),
    ...known,
    component: 'apiserver',
  };
}

const applied = (verb: string, headers: Request['headers']): string =>
  verb === 'PATCH' && headers['content-type'] === 'application/apply-patch+yaml' ? 'APPLY' : verb;

function scopeOf({ verb, name, namespace, isResourceRequest }: RequestPath): string {
  if (name !== '' || verb === 'create') return 'resource';
  if (namespace !== '') return 'namespace';
  return isResourceRequest ? 'cluster' : '';
}

function dryRun(query: URLSearchParams): string {
  const asked = query.getAll('dryRun');
  if (asked.length === 0) return '';
  return asked.every((value) => value === 'All') ? 'All' : 'invalid';
}
