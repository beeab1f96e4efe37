import { global, method, type Library } from '../functions/declaration';
import { byText } from '../functions/sizes';
import { BOOL, listOf, mapOf, opaque, STRING } from '../types/type';
import { BAD_ESCAPE, cut, hostOf, quoted, requestUriProblem, SCHEME, splitAt } from '../values/request-uri';
import { Entries, EvaluationError, Items, Opaque, type Value } from '../values/value';

const TYPE = opaque('kubernetes.URL');

/** An absolute URL, or an absolute path. */
class Url extends Opaque {
  readonly typeName = 'kubernetes.URL';
  constructor(
    readonly text: string,
    readonly scheme: string,
    readonly host: string,
    readonly path: string,
    readonly query: string,
  ) {
    super();
  }
  equals(other: Opaque): boolean {
    return other instanceof Url && other.text === this.text;
  }
}

/** Go's reading of what a request names: an absolute URL, or a path. @throws EvaluationError. */
function url(text: string): Url {
  const problem = requestUriProblem(text);
  if (problem)
    throw new EvaluationError(`URL parse error during conversion from string: parse ${quoted(text)}: ${problem}`);
  const scheme = SCHEME.exec(text)?.[1] ?? '';
  const rest = scheme === '' ? text : text.slice(scheme.length + 1);
  const [beforeQuery, query] = cut(cut(rest, '#')[0], '?');
  if (!beforeQuery.startsWith('//') || (scheme === '' && beforeQuery.startsWith('///')))
    return new Url(
      text,
      scheme.toLowerCase(),
      '',
      beforeQuery.startsWith('/') || text === '*' ? beforeQuery : '',
      query,
    );
  const [authority, path] = splitAt(beforeQuery.slice(2), '/');
  return new Url(text, scheme.toLowerCase(), hostOf(authority), path, query);
}

function isUrl(text: string): boolean {
  return requestUriProblem(text) === undefined;
}

/** As it was written, where that is right; else with all escaped that has to be. */
function escapedPath({ path }: Url): string {
  if (/^[\w.~!$&'()*+,;=:@[\]%/-]*$/.test(path)) return path;
  return encodeURIComponent(decoded(path) ?? path)
    .replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(?:24|26|2B|2C|2F|3A|3B|3D|40)/g, (one) => decodeURIComponent(one));
}

/** Undefined for an escape that is none. */
function decoded(text: string): string | undefined {
  if (BAD_ESCAPE.test(text)) return undefined;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

const hostname = ({ host }: Url): string =>
  host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.split(':')[0]!;
const port = ({ host }: Url): string =>
  /:(\d*)$/.exec(host.startsWith('[') ? host.slice(host.indexOf(']')) : host)?.[1] ?? '';

function queryOf({ query }: Url): Value {
  const values = new Map<string, string[]>();
  for (const part of query.split('&')) {
    if (part === '' || part.includes(';')) continue;
    const [name, value] = cut(part.replaceAll('+', ' '), '=').map(decoded);
    if (name !== undefined && value !== undefined) values.set(name, [...(values.get(name) ?? []), value]);
  }
  return new Entries([...values].map(([name, found]): [Value, Value] => [name, new Items(found)]));
}

/** Kubernetes' functions of URLs. */
export const urls: Library = {
  functions: [
    global('url', [STRING], TYPE, url, byText),
    global('isURL', [STRING], BOOL, isUrl, byText),
    method('getScheme', [TYPE], STRING, ({ scheme }: Url) => scheme),
    method('getHost', [TYPE], STRING, ({ host }: Url) => host),
    method('getHostname', [TYPE], STRING, hostname),
    method('getPort', [TYPE], STRING, port),
    method('getEscapedPath', [TYPE], STRING, escapedPath),
    method('getQuery', [TYPE], mapOf(STRING, listOf(STRING)), queryOf),
  ],
};
