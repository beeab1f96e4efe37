import { baseObject } from '../../fuzz/generate/base-objects';
import { drawOf } from '../../fuzz/generate/draw';
import { collectionPath, SERVED_KINDS, type ServedKind } from '../../fuzz/generate/served-kinds';
import type { Asked } from '../case';

export type Json = Record<string, any>;

/** The newest served version of a kind. */
export function kindOf(kind: string): ServedKind {
  const found = SERVED_KINDS.find((served) => served.kind === kind);
  if (!found) throw new Error(`no kind ${kind} is served`);
  return found;
}

export const collectionOf = (kind: ServedKind) => collectionPath(kind, '$NS');

/** The least valid object of the kind, `changes` laid over it: their objects into its objects, all else in place of what is there. */
export function leastOf(kind: ServedKind, changes: Json = {}): Json {
  return merged(baseObject(drawOf(1, 1), kind, { name: '$NAME', namespace: '$NS' }), changes) as Json;
}

function merged(into: unknown, changes: unknown): unknown {
  if (!isObject(into) || !isObject(changes)) return changes;
  return Object.fromEntries(
    [...new Set([...Object.keys(into), ...Object.keys(changes)])]
      .map((key) => [key, key in changes ? merged(into[key], changes[key]) : into[key]] as const)
      .filter(([, value]) => value !== undefined),
  );
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const create = (kind: string, changes: Json = {}, more: Partial<Asked> = {}): Asked => ({
  method: 'POST',
  path: collectionOf(kindOf(kind)),
  body: leastOf(kindOf(kind), changes),
  ...more,
});

/** Creates the kind's least object with this spec instead of its own. */
export const withSpec = (kind: string, spec: Json): Asked => ({
  method: 'POST',
  path: collectionOf(kindOf(kind)),
  body: { ...leastOf(kindOf(kind)), spec },
});

/** The same, kept by nobody. */
export const dry = (asked: Asked): Asked => ({ ...asked, path: `${asked.path}?dryRun=All` });

export const itemPath = (kind: string, rest = '') => `${collectionOf(kindOf(kind))}/$NAME${rest}`;

export const get = (kind: string, rest = '', headers?: Record<string, string>): Asked => ({
  method: 'GET',
  path: itemPath(kind, rest),
  ...(headers && { headers }),
});

/** A copy of the object with that value at the path, such as `spec.ports[0].port`; undefined takes it away. */
export function withAt(object: Json, path: string, value: unknown): Json {
  const copy = structuredClone(object);
  const keys = path.split(/[.[\]]+/).filter((key) => key !== '');
  const last = keys.pop()!;
  let at: any = copy;
  for (const [index, key] of keys.entries()) {
    const next = keys[index + 1] ?? last;
    at = at[key] ??= /^\d+$/.test(next) ? [] : {};
  }
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}
