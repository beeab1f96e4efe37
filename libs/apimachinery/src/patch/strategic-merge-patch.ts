import { schema, type FieldSchema, type MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import { statusError, type StatusError } from '../errors/status-error';
import { stringifyJson } from '../json/exact-json';
import { orderElements, type Identity } from './element-order';
import { isJsonObject, member, setMember, type JsonObject } from './json-value';

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const ORDER_PREFIX = '$setElementOrder/';
const DELETE_PREFIX = '$deleteFromPrimitiveList/';

const unprocessable = (message: string): StatusError => statusError('Invalid', message);

/** The schema of a field's elements, where they are messages. */
function messageOf(field: FieldSchema | undefined): MessageSchema | undefined {
  return field?.type === 'message' && field.message ? schema.message(field.message) : undefined;
}

function listOf(value: unknown, problem: string): unknown[] {
  if (!Array.isArray(value)) throw newBadRequest(problem);
  return value;
}

function retainOnly(original: JsonObject, patch: JsonObject): JsonObject {
  if (patch[RETAIN_KEYS] === undefined) return original;
  const retained = new Set(listOf(patch[RETAIN_KEYS], 'invalid patch format of retainKeys'));
  const stray = Object.keys(patch).find((key) => !key.startsWith('$') && patch[key] !== null && !retained.has(key));
  if (stray !== undefined) throw unprocessable("patch content doesn't match retainKeys list");
  return Object.fromEntries(Object.entries(original).filter(([key]) => retained.has(key)));
}

function mergeObject(original: JsonObject, patch: JsonObject, message: MessageSchema | undefined): JsonObject {
  const directive = patch[DIRECTIVE];
  if (directive === 'delete') return {};
  if (directive === 'replace') {
    const { [DIRECTIVE]: _, ...replacement } = patch;
    return replacement;
  }
  if (directive !== undefined && directive !== 'merge') {
    throw newBadRequest(`unknown patch type: ${String(directive)} in map: ${stringifyJson(patch)}`);
  }
  const result = { ...retainOnly(original, patch) };
  for (const name of touchedFields(patch)) {
    const field = message && (member(message.fields, name) as FieldSchema | undefined);
    mergeField({ result, original, patch, name, field });
  }
  return result;
}

/** Fields that the patch gives a value, an order or deletions. */
function touchedFields(patch: JsonObject): Set<string> {
  const names = Object.keys(patch).filter((key) => key !== DIRECTIVE && key !== RETAIN_KEYS);
  return new Set(
    names.map((key) => {
      const prefix = [ORDER_PREFIX, DELETE_PREFIX].find((candidate) => key.startsWith(candidate));
      return prefix ? key.slice(prefix.length) : key;
    }),
  );
}

interface FieldMerge {
  result: JsonObject;
  original: JsonObject;
  patch: JsonObject;
  name: string;
  field: FieldSchema | undefined;
}

function mergeField({ result, patch, name, field }: FieldMerge): void {
  const value = member(patch, name);
  if (value === null) return void delete result[name];
  const old = member(result, name);
  const order = patch[ORDER_PREFIX + name];
  const deletions = patch[DELETE_PREFIX + name];
  const merges = field?.patchStrategy?.includes('merge') ?? false;

  if (merges && field && (Array.isArray(value) || value === undefined)) {
    const lists = {
      old: Array.isArray(old) ? old : [],
      patch: value === undefined ? [] : (value as unknown[]),
      order: order === undefined ? undefined : listOf(order, 'invalid patch format of setElementOrder list'),
      deletions: deletions === undefined ? [] : listOf(deletions, 'invalid patch format of primitive list'),
    };
    const merged = field.type === 'message' ? mergeByKey(lists, field) : mergePrimitives(lists);
    if (merged.length > 0 || old !== undefined || value !== undefined) setMember(result, name, merged);
  } else if (value === undefined) {
    if (field) throw newBadRequest(`invalid patch format of ${order === undefined ? 'primitive' : 'setElementOrder'} list`);
  } else if (isJsonObject(value) && !field?.patchStrategy?.includes('replace')) {
    // A map's values have the map's element schema; a message's members have the message's own.
    const base = isJsonObject(old) ? old : {};
    setMember(result, name, field?.map ? mergeMap(base, value, field) : mergeObject(base, value, messageOf(field)));
  } else {
    setMember(result, name, value);
  }
}

function mergeMap(original: JsonObject, patch: JsonObject, field: FieldSchema): JsonObject {
  const element = messageOf(field);
  if (!element) return mergeObject(original, patch, undefined);
  const fields = Object.fromEntries(Object.keys(patch).map((key) => [key, { ...field, map: undefined }]));
  return mergeObject(original, patch, { name: field.message ?? '', fields });
}

interface Lists {
  old: unknown[];
  patch: unknown[];
  order: unknown[] | undefined;
  deletions: unknown[];
}

function mergePrimitives({ old, patch, order, deletions }: Lists): unknown[] {
  const identity: Identity = (element) => (element === null || typeof element === 'object' ? undefined : String(element));
  const removed = new Set(deletions.map(identity));
  const merged = [...new Set([...old, ...patch])].filter((element) => !removed.has(identity(element)));
  return orderElements(merged, order ?? patch, old, identity);
}

function mergeByKey({ old, patch, order }: Lists, field: FieldSchema): unknown[] {
  const key = field.mergeKey;
  const elements = patch.map((element) => {
    if (!isJsonObject(element)) throw newBadRequest('invalid patch format of list of maps');
    return element;
  });
  const isReplaceMarker = (element: JsonObject): boolean => element[DIRECTIVE] === 'replace';
  const replacements = elements.filter((element) => !isReplaceMarker(element));
  if (elements.some(isReplaceMarker)) return replacements;
  if (!key) return elements.length > 0 ? elements : old;

  const identity: Identity = (element) => {
    const value = isJsonObject(element) ? element[key] : undefined;
    return value === undefined || value === null ? undefined : String(value);
  };
  let merged = [...old];
  for (const element of elements) {
    const id = identity(element);
    if (id === undefined) throw newBadRequest(`map: ${stringifyJson(element)} does not contain declared merge key: ${key}`);
    const index = merged.findIndex((candidate) => identity(candidate) === id);
    if (element[DIRECTIVE] === 'delete') merged = merged.filter((candidate) => identity(candidate) !== id);
    else if (index < 0) merged.push(mergeObject({}, element, messageOf(field)));
    else merged[index] = mergeObject(merged[index] as JsonObject, element, messageOf(field));
  }
  return orderElements(merged, order ?? elements, old, identity);
}

/**
 * Kubernetes' strategic merge patch for objects of `message` (`kubets.core.v1.Pod`): lists merge by their merge keys,
 * and `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` are obeyed. Neither argument is changed.
 * @throws StatusError BadRequest or Invalid with Kubernetes' words.
 */
export function applyStrategicMergePatch<T extends object>(object: T, patch: unknown, message: string): T {
  const root = schema.message(message);
  if (!root) throw new Error(`no schema for message ${message}`);
  if (!isJsonObject(patch)) throw newBadRequest('invalid JSON document');
  return mergeObject(object as JsonObject, patch, root) as T;
}
