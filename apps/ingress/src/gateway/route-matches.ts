import { type GrpcMatch, type NamedValue } from '@kubets/api';
import type { Condition, PathRule } from '../model/routing';
import type { HttpMatch } from './objects';

export interface RuleMatch {
  path: PathRule;
  conditions: Condition[];
}

/** Thrown for what is valid and not supported; the route is then not accepted, reason UnsupportedValue. */
export class UnsupportedValueError extends Error {
  override name = 'UnsupportedValueError';
}

/** The names that the engine can be asked for without being quoted; nobody uses others. */
const NAME = /^[A-Za-z0-9_-]{1,256}$/;
const MOST_CONDITIONS = 33;
const MOST_VALUE = 4096;
const MOST_METHOD = 64;

/** Of what stands in objects whose definition is the user's, so that it may be anything. */
export const isText = (value: unknown): value is string => typeof value === 'string';

/** A match of an HTTPRoute (https://gateway-api.sigs.k8s.io/reference/spec/, HTTPRouteMatch). @throws UnsupportedValueError */
export function httpMatch({ path = {}, headers = [], queryParams = [], method }: HttpMatch): RuleMatch {
  const { type = 'PathPrefix', value = '/' } = path;
  if (method !== undefined && (!isText(method) || method.length > MOST_METHOD))
    throw new UnsupportedValueError('a method is a word');
  if (type !== 'Exact' && type !== 'PathPrefix')
    throw new UnsupportedValueError(`path matches of type ${type} are not supported; Exact and PathPrefix are`);
  return {
    path: pathRule(type, value),
    conditions: bounded([
      ...(method === undefined ? [] : [{ kind: 'method', value: method } as const]),
      ...conditionsOf('header', headers),
      ...conditionsOf('query', queryParams),
    ]),
  };
}

/** A match of a GRPCRoute: a call is a POST to `/SERVICE/METHOD`. @throws UnsupportedValueError */
export function grpcMatch({ method: { type = 'Exact', service, method } = {}, headers = [] }: GrpcMatch): RuleMatch {
  if (type !== 'Exact') throw new UnsupportedValueError(`method matches of type ${type} are not supported; Exact is`);
  const conditions = conditionsOf('header', headers);
  if (service !== undefined && method !== undefined)
    return { path: { type: 'Exact', value: `/${service}/${method}` }, conditions: bounded(conditions) };
  if (service !== undefined) return { path: { type: 'Prefix', value: `/${service}` }, conditions: bounded(conditions) };
  const end: Condition[] = method === undefined ? [] : [{ kind: 'path-end', value: `/${method}` }];
  return { path: { type: 'Prefix', value: '/' }, conditions: bounded([...end, ...conditions]) };
}

function pathRule(type: string, value: string): PathRule {
  if (!isText(value)) throw new UnsupportedValueError('a path is text');
  if (!value.startsWith('/')) throw new UnsupportedValueError(`the path ${JSON.stringify(value)} is not absolute`);
  if (type === 'Exact') return { type: 'Exact', value };
  return { type: 'Prefix', value: value.endsWith('/') && value !== '/' ? value.slice(0, -1) : value };
}

/** Of several for one name the first counts; names of headers are one in either case. */
function conditionsOf(kind: 'header' | 'query', values: readonly NamedValue[]): Condition[] {
  const conditions = new Map<string, Condition>();
  for (const { type = 'Exact', name = '', value = '' } of values) {
    if (type !== 'Exact')
      throw new UnsupportedValueError(`${kind} matches of type ${type} are not supported; Exact is`);
    if (!isText(value) || value.length > MOST_VALUE)
      throw new UnsupportedValueError(`${kind} values are text of at most ${MOST_VALUE} characters`);
    if (!isText(name) || !NAME.test(name))
      throw new UnsupportedValueError(
        `the ${kind} name ${JSON.stringify(name)} is not supported: letters, digits, - and _ are`,
      );
    const key = kind === 'header' ? name.toLowerCase() : name;
    if (!conditions.has(key)) conditions.set(key, { kind, name: key, value });
  }
  return [...conditions.values()];
}

function bounded(conditions: Condition[]): Condition[] {
  if (conditions.length > MOST_CONDITIONS)
    throw new UnsupportedValueError(`a match has more than ${MOST_CONDITIONS} conditions`);
  return conditions;
}

/**
 * Which of two matches of the same host goes before: Exact, the longer prefix, one with a method, more headers, more query
 * parameters (HTTPRouteRule.matches; of gRPC the whole method, the service, the method). 0 where the route's age decides.
 */
export function preciserFirst(a: RuleMatch, b: RuleMatch): number {
  const count = (match: RuleMatch, kind: Condition['kind']) =>
    match.conditions.filter((one) => one.kind === kind).length;
  return (
    Number(b.path.type === 'Exact') - Number(a.path.type === 'Exact') ||
    b.path.value.length - a.path.value.length ||
    count(b, 'path-end') - count(a, 'path-end') ||
    count(b, 'method') - count(a, 'method') ||
    count(b, 'header') - count(a, 'header') ||
    count(b, 'query') - count(a, 'query')
  );
}
