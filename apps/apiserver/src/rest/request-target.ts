/** What stands between method and version in a request's first line. */
export interface RequestTarget {
  /** Percent-decoded once, each byte a character; undefined when an escape is none or there is no path. */
  path: string | undefined;
  /** As it was sent, without the question mark. */
  query: string;
}

/** Reads a target in origin form (`/api?x`) or in absolute form (`https://host/api?x`), which proxies send. */
export function parseRequestTarget(url: string): RequestTarget {
  const origin = url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '');
  const local = origin.split('#', 1)[0]!;
  const mark = local.indexOf('?');
  const path = mark < 0 ? local : local.slice(0, mark);
  const isAbsolute = origin !== url && path === '';
  return {
    path: isAbsolute ? '/' : path.startsWith('/') ? decodedBytes(path) : undefined,
    query: mark < 0 ? '' : local.slice(mark + 1),
  };
}

function decodedBytes(path: string): string | undefined {
  if (!path.includes('%')) return path;
  if (/%(?![0-9a-f]{2})/i.test(path)) return undefined;
  return path.replace(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(Number.parseInt(escape.slice(1), 16)));
}

/** The parameters of a query. As in Go, a pair that cannot be read is left out, and a semicolon separates nothing. */
export function queryParameters(query: string): URLSearchParams {
  if (!/[%;]/.test(query)) return new URLSearchParams(query);
  return new URLSearchParams(
    query
      .split('&')
      .filter((pair) => !/;|%(?![0-9a-f]{2})/i.test(pair))
      .join('&'),
  );
}

/** The text that bytes, each a character, stand for. */
export function textOfBytes(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** What Go leaves as it is in a path. */
const PLAIN = /[^A-Za-z0-9\-_.~$&+,/:;=@]/g;

/** A path of bytes, written as Go writes it. */
export function escapedPath(bytes: string): string {
  return bytes.replace(PLAIN, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
}
