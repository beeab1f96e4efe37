import { isJsonObject, MAX_TEXT_DEPTH, MAX_TEXT_VALUES, statusError, type JsonObject } from '@kubets/apimachinery';
import { loadAll, YAMLException } from 'js-yaml';

const MOST_OBJECTS = 100;

/** The objects of a YAML text, in time that is linear in its length. @throws StatusError that says where it is wrong, and what is missing. */
export function parseObjects(text: string): JsonObject[] {
  const objects = documentsOf(text).filter((value) => value !== null && value !== undefined);
  if (objects.length === 0) throw statusError('BadRequest', 'there is no object in it');
  if (objects.length > MOST_OBJECTS) throw statusError('BadRequest', `at most ${MOST_OBJECTS} objects at a time`);
  boundAliases(objects);
  return objects.map(checked);
}

function documentsOf(text: string): unknown[] {
  try {
    return loadAll(text, { maxDepth: MAX_TEXT_DEPTH });
  } catch (error) {
    if (error instanceof YAMLException) throw statusError('BadRequest', error.message);
    throw error;
  }
}

/** What an alias stands for counts wherever that is, and may be where it stands itself. */
function boundAliases(objects: unknown[]): void {
  let values = 0;
  const count = (value: unknown, depth: number): void => {
    if (++values > MAX_TEXT_VALUES || depth > MAX_TEXT_DEPTH)
      throw statusError('BadRequest', 'it has more values than an object may have, or its aliases stand for more');
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) count(inner, depth + 1);
  };
  count(objects, -1);
}

function checked(value: unknown): JsonObject {
  if (!isJsonObject(value)) throw statusError('BadRequest', 'an object is wanted: apiVersion, kind, metadata, …');
  for (const field of ['apiVersion', 'kind'])
    if (typeof value[field] !== 'string' || value[field] === '') throw statusError('BadRequest', `${field} is missing`);
  const { metadata } = value;
  if (!isJsonObject(metadata) || typeof metadata['name'] !== 'string' || metadata['name'] === '')
    throw statusError('BadRequest', 'metadata.name is missing');
  return value;
}
