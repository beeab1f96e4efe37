import { createPace, type Steps } from '@kubets/apimachinery';
import type { OpenApiV2, RemoteVersion } from './remote-version';

export const REFERENCE = '#/definitions/';
/** What is nested deeper in a schema is left out. */
const MAX_DEPTH = 200;
/** Of a part: what is merged from all parts is made while clients wait. */
const MAX_VALUES = 200_000;
const MAX_NAMES = 10_000;

/** What `$ref` in OpenAPI 2 refers to, if it is a definition. */
export const referred = (reference: unknown): string | undefined =>
  typeof reference === 'string' && reference.startsWith(REFERENCE) ? reference.slice(REFERENCE.length) : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * In steps: of an extension's document the paths of a version, and the definitions that these refer to; a copy. Undefined
 * when there is none. @throws Error when it is too much to be shown to clients.
 */
export function* openApiPart(
  document: unknown,
  { group, version }: Pick<RemoteVersion, 'group' | 'version'>,
): Steps<OpenApiV2 | undefined> {
  const { paths, definitions = {} }: OpenApiV2 = isObject(document) ? document : {};
  if (!isObject(paths)) return undefined;
  const all = isObject(definitions) ? definitions : {};
  const pace = createPace();
  const used = new Set<string>();
  let values = 0;

  function* copied(value: unknown, depth: number): Steps<unknown> {
    if (pace(1)) yield;
    if (++values > MAX_VALUES) throw new Error(`its OpenAPI document has more than ${MAX_VALUES} values`);
    if (typeof value === 'bigint') return Number(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth > MAX_DEPTH) return {};
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value as unknown[]) items.push(yield* copied(item, depth + 1));
      return items;
    }
    const members: [string, unknown][] = [];
    for (const [key, member] of Object.entries(value)) {
      const name = key === '$ref' ? referred(member) : undefined;
      if (name !== undefined && Object.hasOwn(all, name)) used.add(name);
      members.push([key, yield* copied(member, depth + 1)]);
    }
    return Object.fromEntries(members);
  }

  const prefix = `/apis/${group}/${version}/`;
  const mine: [string, unknown][] = [];
  for (const [path, item] of Object.entries(paths))
    if (path.startsWith(prefix) && isObject(item)) mine.push([path, yield* copied(item, 0)]);
  const kept: [string, unknown][] = [];
  // What is added while going through it is met, too.
  for (const name of used) {
    if (kept.length + mine.length > MAX_NAMES)
      throw new Error(`its OpenAPI document has more than ${MAX_NAMES} paths and definitions`);
    kept.push([name, isObject(all[name]) ? yield* copied(all[name], 0) : {}]);
  }
  return { paths: Object.fromEntries(mine), definitions: Object.fromEntries(kept) };
}
