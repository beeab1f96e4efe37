export const SCHEME = /^([a-zA-Z][a-zA-Z0-9+.-]*):/;
const CONTROL = /[\u0000-\u001f\u007f]/;
export const BAD_ESCAPE = /%(?![0-9a-fA-F]{2})[^]{0,2}/;

export const quoted = (text: string): string =>
  JSON.stringify(text).replace(/\\u00([01][0-9a-f])|\u007f/g, (_, code: string | undefined) => `\\x${code ?? '7f'}`);
export const hostOf = (authority: string): string => authority.slice(authority.lastIndexOf('@') + 1);

/** What is wrong with a URL, in Go's words. */
export function requestUriProblem(text: string): string | undefined {
  if (CONTROL.test(text)) return 'net/url: invalid control character in URL';
  if (text === '') return 'empty url';
  if (text === '*') return undefined;
  if (text.startsWith(':')) return 'missing protocol scheme';
  const scheme = SCHEME.exec(text)?.[1];
  const [rest] = cut(scheme === undefined ? text : text.slice(scheme.length + 1), '?');
  if (!rest.startsWith('/')) return scheme === undefined ? 'invalid URI for request' : undefined;
  const [authority, path] = scheme !== undefined && rest.startsWith('//') ? splitAt(rest.slice(2), '/') : ['', rest];
  const escape = BAD_ESCAPE.exec(path)?.[0];
  return hostProblem(hostOf(authority)) ?? (escape === undefined ? undefined : `invalid URL escape ${quoted(escape)}`);
}

function hostProblem(host: string): string | undefined {
  const end = host.lastIndexOf(']');
  if (host.startsWith('[') && end < 0) return "missing ']' in host";
  const after = host.startsWith('[')
    ? host.slice(end + 1)
    : host.slice(host.lastIndexOf(':') < 0 ? host.length : host.lastIndexOf(':'));
  if (!/^(?::\d*)?$/.test(after)) return `invalid port ${quoted(after)} after host`;
  if (host.startsWith('[')) return undefined;
  // Only bytes beyond ASCII may be escaped in a name.
  const escape = /%(?![89a-fA-F][0-9a-fA-F])[^]{0,2}/.exec(host)?.[0];
  if (escape !== undefined) return `invalid URL escape ${quoted(escape)}`;
  const odd = /[^\w\u0080-\uffff.~!$&'()*+,;=:[\]<>"%-]/.exec(host)?.[0];
  return odd === undefined ? undefined : `invalid character ${quoted(odd)} in host name`;
}

export function cut(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

export function splitAt(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index)];
}
