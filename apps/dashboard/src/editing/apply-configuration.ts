import { isJsonObject, type JsonObject } from '@kubets/apimachinery';
import { isDeepStrictEqual } from 'node:util';
import { inField, type FieldTree } from './owned-fields';

/** What the API server sets: never part of what is applied. */
const SERVER_SET = [
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'uid',
];

/**
 * What server-side apply is told of an edit: the fields that were changed and those that were applied from here before, so that
 * everything else stays its owners'. A list in which anything changed is said whole: only the server knows how its items are told
 * apart.
 */
export function applyConfiguration(original: JsonObject, edited: JsonObject, owned: FieldTree): JsonObject {
  const { status: _status, ...changed } = changedIn(original, edited, owned) ?? {};
  return {
    ...changed,
    apiVersion: edited['apiVersion'],
    kind: edited['kind'],
    metadata: { ...metadataOf(changed), ...identityOf(edited) },
  };
}

/** Of an object that is new: all that it says. */
export const wholeConfiguration = ({ status: _status, ...rest }: JsonObject): JsonObject => ({
  ...rest,
  metadata: { ...metadataOf(rest), ...identityOf(rest) },
});

/** Paths of fields that an edit took out, as `.spec.replicas`; within lists nothing is told apart. */
export function removedFields(original: JsonObject, edited: JsonObject, path = ''): string[] {
  return Object.entries(original).flatMap(([field, before]) => {
    const at = `${path}.${field}`;
    if (at === '.status' || (path === '.metadata' && SERVER_SET.includes(field))) return [];
    if (!(field in edited)) return [at];
    const now = edited[field];
    return isJsonObject(before) && isJsonObject(now) ? removedFields(before, now, at) : [];
  });
}

/** Those of the paths at which an object has something. */
export const fieldsThere = (object: JsonObject, paths: readonly string[]): string[] =>
  paths.filter((path) => isThere(object, path.slice(1)));

function isThere(value: unknown, path: string): boolean {
  if (!isJsonObject(value)) return false;
  if (path in value) return true;
  // Keys of maps have dots of their own.
  return Object.keys(value).some(
    (key) => path.startsWith(`${key}.`) && isThere(value[key], path.slice(key.length + 1)),
  );
}

function changedIn(original: unknown, edited: JsonObject, owned: FieldTree | undefined): JsonObject | undefined {
  const before = isJsonObject(original) ? original : {};
  const entries = Object.entries(edited).flatMap(([field, now]): [string, unknown][] => {
    const fieldOwned = inField(owned, field);
    const isChanged = !isDeepStrictEqual(before[field], now);
    if (!isChanged && !fieldOwned) return [];
    if (!isJsonObject(now) || (!isJsonObject(before[field]) && isChanged)) return [[field, now]];
    const inner = changedIn(before[field], now, fieldOwned);
    // A set without steps below is the value as a whole.
    const isWhole = fieldOwned && Object.keys(fieldOwned).length === 0;
    return isWhole ? [[field, now]] : inner ? [[field, inner]] : [];
  });
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function metadataOf({ metadata }: JsonObject): JsonObject {
  if (!isJsonObject(metadata)) return {};
  return Object.fromEntries(Object.entries(metadata).filter(([field]) => !SERVER_SET.includes(field)));
}

function identityOf({ metadata }: JsonObject): JsonObject {
  const { name, namespace } = isJsonObject(metadata) ? metadata : {};
  return { name, ...(namespace !== undefined && { namespace }) };
}
