import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import { jsonKind, shortName } from '../decode/go-type';
import { goTypeOf } from './go-value';
import { isJsonObject, member, setMember, type JsonObject } from '../json/json-value';
import { areWide, copyMembers } from '../json/wide-objects';
import { badDirective, DIRECTIVE, mergeByKey, mergePrimitives } from './merge-lists';
import { assertNesting } from './nesting';
import { atOnce, isStep, type Steps } from '../steps/steps';

const RETAIN_KEYS = '$retainKeys';
const ORDER_PREFIX = '$setElementOrder/';
const DELETIONS = '$deleteFromPrimitiveList';
const DELETE_PREFIX = `${DELETIONS}/`;

function listOf(value: unknown, problem: string): unknown[] {
  if (!Array.isArray(value)) throw newBadRequest(problem);
  return value;
}

function* retainOnly(original: JsonObject, patch: JsonObject): Steps<JsonObject> {
  if (patch[RETAIN_KEYS] === undefined) return original;
  const problem = 'invalid patch format of retainKeys';
  const retained = new Set(listOf(patch[RETAIN_KEYS], problem));
  const names = Object.keys(patch);
  if (areWide(names)) yield;
  const stray = names.find((key) => !key.startsWith('$') && patch[key] !== null && !retained.has(key));
  if (stray !== undefined) throw newBadRequest(problem);
  const kept = Object.keys(original).filter((key) => retained.has(key));
  return yield* copyMembers(original, {}, kept);
}

function* mergeObject(original: JsonObject, patch: JsonObject, message: MessageSchema | undefined): Steps<JsonObject> {
  const directive = patch[DIRECTIVE];
  if (directive === 'delete') return {};
  if (directive === 'replace') {
    const replacement = yield* copyMembers(patch, {} as JsonObject);
    delete replacement[DIRECTIVE];
    return replacement;
  }
  if (directive !== undefined) throw badDirective(directive, patch);
  const result = yield* copyMembers(yield* retainOnly(original, patch), {} as JsonObject);
  let index = 0;
  for (const name of yield* touchedFields(patch)) {
    if (isStep(index++)) yield;
    const field = message && (member(message.fields, name) as FieldSchema | undefined);
    yield* mergeField({ result, original, patch, name, field, messageName: message ? shortName(message.name) : '' });
  }
  return result;
}

/** Fields that the patch gives a value, an order or deletions. */
function* touchedFields(patch: JsonObject): Steps<Set<string>> {
  const keys = Object.keys(patch);
  if (areWide(keys)) yield;
  const names = keys.filter((key) => key !== DIRECTIVE && key !== RETAIN_KEYS);
  return new Set(
    names.map((key) => {
      const prefix = [ORDER_PREFIX, DELETE_PREFIX].find((candidate) => key.startsWith(candidate));
      if (!prefix && key.startsWith(DELETIONS)) throw newBadRequest('invalid patch format of primitive list');
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
  /** Of the object: `ServiceSpec`. */
  messageName: string;
}

function* mergeField({ result, patch, name, field, messageName }: FieldMerge): Steps<void> {
  const value = member(patch, name);
  if (value === null) return void delete result[name];
  const old = member(result, name);
  const order = patch[ORDER_PREFIX + name];
  const deletions = patch[DELETE_PREFIX + name];
  const merges = field?.patchStrategy?.includes('merge') ?? false;

  if (order !== undefined && !Array.isArray(order))
    throw newBadRequest(`expected a []interface {}, but received a ${goTypeOf(order)}`);
  if (order !== undefined && !field)
    throw newBadRequest(`unable to find api field in struct ${messageName} for the json field "${name}"`);
  if (order !== undefined && old !== undefined && !Array.isArray(old))
    throw newBadRequest(`expected a []interface {}, but received a ${goTypeOf(old)}`);

  if (old === undefined && typeof value === 'object' && !(order && Array.isArray(value) && merges)) {
    const taken = yield* withoutDirectives(value);
    if (taken !== undefined) setMember(result, name, taken);
  } else if (merges && field && (Array.isArray(value) || value === undefined)) {
    const lists = {
      old: Array.isArray(old) ? old : [],
      patch: value === undefined ? [] : (value as unknown[]),
      order,
      // As in Kubernetes, deletions that are no list are none.
      deletions: Array.isArray(deletions) ? deletions : [],
    };
    const merged =
      field.type === 'message'
        ? yield* mergeByKey(lists, field, (before, element) => mergeObject(before, element, field.schema))
        : yield* mergePrimitives(lists);
    if (merged.length > 0 || old !== undefined || value !== undefined) setMember(result, name, merged);
  } else if (value === undefined) {
    return;
  } else if (isJsonObject(value) && !field?.patchStrategy?.includes('replace')) {
    // A map's values have the map's element schema; a message's members have the message's own.
    const base = isJsonObject(old) ? old : {};
    setMember(
      result,
      name,
      field?.map ? yield* mergeMap(base, value, field) : yield* mergeObject(base, value, field?.schema),
    );
  } else {
    setMember(result, name, value);
  }
}

/** What is new as it is taken: without nulls, and without objects that say what is to be done with them. */
function* withoutDirectives(value: unknown): Steps<unknown> {
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const [index, item] of (value as unknown[]).entries()) {
      if (isStep(index)) yield;
      const taken = yield* withoutDirectives(item);
      if (taken !== undefined) items.push(taken);
    }
    return items;
  }
  if (!isJsonObject(value)) return value;
  if (DIRECTIVE in value) return undefined;
  const taken: JsonObject = {};
  const names = Object.keys(value);
  if (areWide(names)) yield;
  for (const [index, name] of names.entries()) {
    if (isStep(index)) yield;
    const one = value[name] === null ? undefined : yield* withoutDirectives(value[name]);
    if (one !== undefined) setMember(taken, name, one);
  }
  return taken;
}

function* mergeMap(original: JsonObject, patch: JsonObject, field: FieldSchema): Steps<JsonObject> {
  const element = field.schema;
  if (!element) return yield* mergeObject(original, patch, undefined);
  const fields: MessageSchema['fields'] = {};
  const keys = Object.keys(patch);
  if (areWide(keys)) yield;
  for (const [index, key] of keys.entries()) {
    if (isStep(index)) yield;
    setMember(fields, key, { ...field, map: undefined });
  }
  return yield* mergeObject(original, patch, { name: element.name, fields });
}

/**
 * Kubernetes' strategic merge patch for objects of the type `message`: lists merge by their merge keys,
 * and `$patch`, `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList` are obeyed. Neither argument is changed.
 * @throws StatusError BadRequest with Kubernetes' words, which has a 500 for many of them; Invalid for lists in lists.
 */
export const applyStrategicMergePatch = <T extends object>(object: T, patch: unknown, message: MessageSchema): T =>
  atOnce(strategicMergeSteps(object, patch, message));

/** {@link applyStrategicMergePatch} in steps. */
export function* strategicMergeSteps<T extends object>(object: T, patch: unknown, message: MessageSchema): Steps<T> {
  if (!isJsonObject(patch))
    throw newBadRequest(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`);
  yield* assertNesting(patch);
  return (yield* mergeObject(object as JsonObject, patch, message)) as T;
}
