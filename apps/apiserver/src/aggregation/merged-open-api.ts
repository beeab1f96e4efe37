import { isDeepStrictEqual } from 'node:util';
import type { OpenApiV2, RemoteVersion } from './remote-version';

const REFERENCE = '#/definitions/';
const MAX_DEPTH = 200;

/**
 * Documents of OpenAPI 2 as one: of an extension's, the paths of what it serves, and what they refer to. A definition that is another
 * in both gets another name.
 */
export function mergedOpenApiV2<T extends object>(own: T, remote: readonly RemoteVersion[]): T {
  const { paths: ownPaths, definitions: ownDefinitions }: OpenApiV2 = own;
  const paths: Record<string, unknown> = { ...ownPaths };
  const definitions: Record<string, unknown> = { ...ownDefinitions };
  for (const { group, version, openApiV2 } of remote) {
    if (!openApiV2?.paths) continue;
    const prefix = `/apis/${group}/${version}/`;
    const mine = Object.entries(openApiV2.paths).filter(([path]) => path === prefix || path.startsWith(prefix));
    const names = new Map<string, string>();
    const used = definitionsOf(Object.fromEntries(mine), openApiV2.definitions ?? {});
    for (const name of used) names.set(name, freeName(name, openApiV2.definitions?.[name], definitions));
    for (const name of used) definitions[names.get(name)!] ??= renamed(openApiV2.definitions?.[name], names);
    for (const [path, item] of mine) paths[path] = renamed(item, names);
  }
  return { ...own, paths: sorted(paths), definitions: sorted(definitions) };
}

const sorted = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** One that nobody has, or who has it is the same. */
function freeName(name: string, definition: unknown, taken: Record<string, unknown>): string {
  let free = name;
  for (let count = 2; Object.hasOwn(taken, free) && !isDeepStrictEqual(taken[free], definition); count++)
    free = `${name}_v${count}`;
  return free;
}

/** All definitions that a value refers to, and those that these do. */
function definitionsOf(value: unknown, definitions: Record<string, unknown>): Set<string> {
  const found = new Set<string>();
  const look = (one: unknown, depth: number): void => {
    if (typeof one !== 'object' || one === null || depth > MAX_DEPTH) return;
    for (const [key, member] of Object.entries(one)) {
      const name = key === '$ref' ? referred(member) : undefined;
      if (name !== undefined && Object.hasOwn(definitions, name)) found.add(name);
      else look(member, depth + 1);
    }
  };
  look(value, 0);
  // What is added while going through it is met, too.
  for (const name of found) look(definitions[name], 0);
  return found;
}

const referred = (reference: unknown): string | undefined =>
  typeof reference === 'string' && reference.startsWith(REFERENCE) ? reference.slice(REFERENCE.length) : undefined;

function renamed(value: unknown, names: ReadonlyMap<string, string>, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, names, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const name = key === '$ref' ? referred(member) : undefined;
      return [key, name === undefined ? renamed(member, names, depth + 1) : REFERENCE + (names.get(name) ?? name)];
    }),
  );
}

/** The index of OpenAPI 3 with where extensions have theirs. */
export function mergedOpenApiV3(index: { paths?: Record<string, object> }, remote: readonly RemoteVersion[]): object {
  const added = remote.flatMap(({ group, version, openApiV3 }): [string, object][] =>
    openApiV3 ? [[`apis/${group}/${version}`, { serverRelativeURL: openApiV3 }]] : [],
  );
  return { ...index, paths: sorted({ ...index.paths, ...Object.fromEntries(added) }) };
}
