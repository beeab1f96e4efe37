import { isDeepStrictEqual } from 'node:util';
import { createPace, type Steps } from '@kubets/apimachinery';
import { REFERENCE, referred } from './open-api-part';
import type { OpenApiV2, RemoteVersion } from './remote-version';

/**
 * In steps: documents of OpenAPI 2 as one, from this server's and the parts of extensions. A definition that is another in
 * both gets another name.
 */
export function* mergedOpenApiV2<T extends object>(own: T, remote: readonly RemoteVersion[]): Steps<T> {
  const { paths: ownPaths, definitions: ownDefinitions }: OpenApiV2 = own;
  const paths: Record<string, unknown> = { ...ownPaths };
  const definitions: Record<string, unknown> = { ...ownDefinitions };
  const pace = createPace();

  /** One that nobody has, or who has it is the same. */
  function* freeName(name: string, definition: unknown): Steps<string> {
    let free = name;
    for (
      let count = 2;
      Object.hasOwn(definitions, free) && !isDeepStrictEqual(definitions[free], definition);
      count++
    ) {
      if (pace(1)) yield;
      free = `${name}_v${count}`;
    }
    return free;
  }

  function* renamed(value: unknown, names: ReadonlyMap<string, string>): Steps<unknown> {
    if (pace(1)) yield;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items: unknown[] = [];
      for (const item of value as unknown[]) items.push(yield* renamed(item, names));
      return items;
    }
    const members: [string, unknown][] = [];
    for (const [key, member] of Object.entries(value)) {
      const name = key === '$ref' ? referred(member) : undefined;
      members.push([key, name === undefined ? yield* renamed(member, names) : REFERENCE + (names.get(name) ?? name)]);
    }
    return Object.fromEntries(members);
  }

  for (const { openApiV2 } of remote) {
    if (!openApiV2) continue;
    yield;
    const used = Object.entries(openApiV2.definitions ?? {});
    const names = new Map<string, string>();
    for (const [name, definition] of used) names.set(name, yield* freeName(name, definition));
    for (const [name, definition] of used) definitions[names.get(name)!] ??= yield* renamed(definition, names);
    for (const [path, item] of Object.entries(openApiV2.paths ?? {})) paths[path] = yield* renamed(item, names);
  }
  yield;
  return { ...own, paths: sorted(paths), definitions: sorted(definitions) };
}

const sorted = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));

/** The index of OpenAPI 3 with where extensions have theirs. */
export function mergedOpenApiV3(index: { paths?: Record<string, object> }, remote: readonly RemoteVersion[]): object {
  const added = remote.flatMap(({ group, version, openApiV3 }): [string, object][] =>
    openApiV3 ? [[`apis/${group}/${version}`, { serverRelativeURL: openApiV3 }]] : [],
  );
  return { ...index, paths: sorted({ ...index.paths, ...Object.fromEntries(added) }) };
}
