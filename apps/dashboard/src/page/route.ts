import type { ObjectName, ResourceName } from '../protocol/resource';

/** What the page shows, as its address says: links can be kept and passed on, and hold no secret. */
export type View =
  | { view: 'picture' }
  | ({ view: 'list' } & ResourceName)
  | ({ view: 'object'; tab: string } & ObjectName)
  | { view: 'new' };

/** `namespace`: the one that is looked at; all when empty. */
export type Route = View & { scope: string };

const CORE = 'core';
const NO_NAMESPACE = '-';

/** `#/list/apps/v1/deployments?ns=shop`; whatever is none of ours is the picture. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const scope = new URLSearchParams(query).get('ns') ?? '';
  const [view, group = '', version = '', resource = '', namespace = '', name = '', tab = ''] = path
    .split('/')
    .map(decoded);
  const named = { group: group === CORE ? '' : group, version, resource };
  if (view === 'list' && resource) return { view, ...named, scope };
  if (view === 'object' && name)
    return { view, ...named, namespace: namespace === NO_NAMESPACE ? '' : namespace, name, tab, scope };
  return view === 'new' ? { view, scope } : { view: 'picture', scope };
}

export function hashOf(route: Route): string {
  const query = route.scope ? `?ns=${encodeURIComponent(route.scope)}` : '';
  return `#/${wordsOf(route).map(encodeURIComponent).join('/')}${query}`;
}

function wordsOf(route: Route): string[] {
  if (route.view === 'picture' || route.view === 'new') return [route.view];
  const resource = [route.view, route.group || CORE, route.version, route.resource];
  if (route.view === 'list') return resource;
  return [...resource, route.namespace || NO_NAMESPACE, route.name, ...(route.tab ? [route.tab] : [])];
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
