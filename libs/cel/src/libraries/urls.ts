import { global, method, type Library } from '../functions/declaration';
import { byText } from '../functions/sizes';
import { BOOL, listOf, mapOf, opaque, STRING } from '../types/type';
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

function parse(text: string): Url | undefined {
  if (text === '' || /[\u0000-\u0020\u007f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1] ?? '';
  if (scheme === '' && !text.startsWith('/')) return undefined;
  const rest = scheme === '' ? text : text.slice(scheme.length + 1);
  const [beforeQuery = '', query = ''] = cut(cut(rest, '#')[0], '?');
  if (!beforeQuery.startsWith('//') || (scheme === '' && !text.startsWith('//')))
    return new Url(text, scheme.toLowerCase(), '', beforeQuery.startsWith('/') ? beforeQuery : '', query);
  const [authority, path] = splitAt(beforeQuery.slice(2), '/');
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  if (!/^(?:\[[0-9a-fA-F:.%]+\]|[^[\]:<>"\\^`{|}]*)(?::\d*)?$/.test(host)) return undefined;
  return new Url(text, scheme.toLowerCase(), host, path, query);
}

function cut(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

function splitAt(text: string, at: string): [string, string] {
  const index = text.indexOf(at);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index)];
}

function url(text: string): Url {
  const found = parse(text);
  if (!found)
    throw new EvaluationError(
      `URL parse error during conversion from string: parse ${JSON.stringify(text)}: invalid URI for request`,
    );
  return found;
}

const hostname = ({ host }: Url): string =>
  host.startsWith('[') ? host.slice(1, host.indexOf(']')) : host.split(':')[0]!;
const port = ({ host }: Url): string =>
  /:(\d*)$/.exec(host.startsWith('[') ? host.slice(host.indexOf(']')) : host)?.[1] ?? '';

function queryOf({ query }: Url): Value {
  const values = new Map<string, string[]>();
  for (const [name, value] of new URLSearchParams(query)) values.set(name, [...(values.get(name) ?? []), value]);
  return new Entries([...values].map(([name, found]): [Value, Value] => [name, new Items(found)]));
}

/** Kubernetes' functions of URLs. */
export const urls: Library = {
  functions: [
    global('url', [STRING], TYPE, url, byText),
    global('isURL', [STRING], BOOL, (text: string) => parse(text) !== undefined, byText),
    method('getScheme', [TYPE], STRING, ({ scheme }: Url) => scheme),
    method('getHost', [TYPE], STRING, ({ host }: Url) => host),
    method('getHostname', [TYPE], STRING, hostname),
    method('getPort', [TYPE], STRING, port),
    method('getEscapedPath', [TYPE], STRING, ({ path }: Url) => path),
    method('getQuery', [TYPE], mapOf(STRING, listOf(STRING)), queryOf),
  ],
};
