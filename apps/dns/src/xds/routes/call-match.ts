import type { GrpcMatch, NamedValue } from '@kubets/api';
import type { HeaderMatcher, RouteMatch } from '@kubets/proto-gen/envoy/config/route/v3';
import { RE2JS } from 're2js';

/** Thrown for what is valid and not supported; the route is then not followed. */
export class UnsupportedRouteError extends Error {
  override name = 'UnsupportedRouteError';
}

/** A match of a GRPCRoute as clients understand it, with what makes it go before others. */
export interface CallMatch {
  match: RouteMatch;
  serviceLetters: number;
  methodLetters: number;
}

const MOST_PATTERN_LETTERS = 1024;
const MOST_HEADERS = 16;
/** What stands for any service or method within a pattern. */
const ANY = '[^/]+';

/** A call is of the path `/SERVICE/METHOD` (GRPCMethodMatch, GRPCHeaderMatch). @throws UnsupportedRouteError */
export function callMatch({ method: { type = 'Exact', service, method } = {}, headers = [] }: GrpcMatch): CallMatch {
  return {
    match: { ...pathMatch(type, service || undefined, method || undefined), headers: headerMatchers(headers) },
    serviceLetters: service?.length ?? 0,
    methodLetters: method?.length ?? 0,
  };
}

function pathMatch(type: string, service: string | undefined, method: string | undefined): RouteMatch {
  if (type !== 'Exact' && type !== 'RegularExpression')
    throw new UnsupportedRouteError(
      `method matches of type ${type} are not supported; Exact and RegularExpression are`,
    );
  if (service === undefined && method === undefined) return { prefix: '' };
  if (type === 'RegularExpression') return { safeRegex: { regex: pattern(`/${group(service)}/${group(method)}`) } };
  if (service === undefined) return { safeRegex: { regex: pattern(`/${ANY}/${RE2JS.quote(method!)}`) } };
  return method === undefined ? { prefix: `/${service}/` } : { path: `/${service}/${method}` };
}

const group = (part: string | undefined): string => (part === undefined ? ANY : `(?:${part})`);

/** Of several for one name the first counts; names of headers are one in either case. */
function headerMatchers(headers: readonly NamedValue[]): HeaderMatcher[] {
  if (headers.length > MOST_HEADERS) throw new UnsupportedRouteError(`a match has more than ${MOST_HEADERS} headers`);
  const matchers = new Map<string, HeaderMatcher>();
  for (const { type = 'Exact', name: text = '', value = '' } of headers) {
    const name = text.toLowerCase();
    if (matchers.has(name)) continue;
    if (type === 'Exact') matchers.set(name, { name, exactMatch: value });
    else if (type === 'RegularExpression') matchers.set(name, { name, safeRegexMatch: { regex: pattern(value) } });
    else throw new UnsupportedRouteError(`header matches of type ${type} are not supported`);
  }
  return [...matchers.values()];
}

/** A client that cannot read a pattern rejects all that it is told with it. */
function pattern(text: string): string {
  if (text.length > MOST_PATTERN_LETTERS)
    throw new UnsupportedRouteError(`a pattern is longer than ${MOST_PATTERN_LETTERS} letters`);
  try {
    RE2JS.compile(text);
  } catch (error) {
    throw new UnsupportedRouteError(`${JSON.stringify(text)} is no pattern of RE2: ${(error as Error).message}`);
  }
  return text;
}

/** The most characters of a service, then of a method, then the most headers go first (GRPCRouteRule.matches). */
export function preciserFirst(a: CallMatch, b: CallMatch): number {
  return (
    b.serviceLetters - a.serviceLetters ||
    b.methodLetters - a.methodLetters ||
    (b.match.headers?.length ?? 0) - (a.match.headers?.length ?? 0)
  );
}
