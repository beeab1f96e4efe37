import { posix } from 'node:path';
import { escapedPath } from '../rest/request-target';

/**
 * Path and query as a proxied backend gets them, the same as from Kubernetes: the path is decoded once on its way in,
 * freed of `..` and of double slashes, and written anew; the query stays as it was sent. `rest` is bytes, each a character.
 */
export function proxiedPath(rest: string, rawQuery: string): string {
  const path = escapedPath(posix.normalize(rest.startsWith('/') ? rest : `/${rest}`));
  return rawQuery === '' ? path : `${path}?${printable(rawQuery)}`;
}

/** HTTP/2 lets everything through, HTTP/1.1 only what is printable. */
const printable = (query: string): string =>
  query.replace(/[^\x21-\x7e]/g, (char) => encodeURIComponent(/[\ud800-\udfff]/.test(char) ? ' ' : char));
