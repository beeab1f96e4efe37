import type { Route } from '../model/routing';
import { mapFile, pathForms } from './encode';

/**
 * The two maps that lead a request to its backend. Keys are host and path in one: `a.example/shop`; those of prefixes end with the
 * slash that ends their last element, and requests are looked up with one more: so `/shop` finds `/shop/`, and `/shopping` does not.
 */
export interface RouteMaps {
  exact: string;
  prefix: string;
}

export function routeMaps(routes: readonly Route[]): RouteMaps {
  const exact = new Map<string, string>();
  const prefix = new Map<string, string>();
  for (const { host, path, backend } of routes) {
    const map = path.type === 'Exact' ? exact : prefix;
    for (const form of pathForms(path.value)) {
      const key = path.type === 'Exact' ? `${host}${form}` : `${host}${form === '/' ? '' : form}/`;
      if (!map.has(key)) map.set(key, backend);
    }
  }
  return { exact: mapFile(exact), prefix: mapFile(prefix) };
}
