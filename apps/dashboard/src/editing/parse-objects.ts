import { isJsonObject, statusError, type JsonObject } from '@kubets/apimachinery';
import { parseAllDocuments } from 'yaml';

const MOST_OBJECTS = 100;
/** Aliases may be followed so often altogether. */
const MOST_ALIASES = 100;

/** The objects of a YAML text. @throws StatusError that says where it is wrong, and what is missing. */
export function parseObjects(text: string): JsonObject[] {
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) throw statusError('BadRequest', 'there is no object in it');
  const objects = documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) throw statusError('BadRequest', error.message);
    const value: unknown = valueOf(document);
    return value === null ? [] : [value];
  });
  if (objects.length === 0) throw statusError('BadRequest', 'there is no object in it');
  if (objects.length > MOST_OBJECTS) throw statusError('BadRequest', `at most ${MOST_OBJECTS} objects at a time`);
  return objects.map(checked);
}

function valueOf(document: { toJS(o: { maxAliasCount: number }): unknown }): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    throw statusError('BadRequest', (error as Error).message);
  }
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
