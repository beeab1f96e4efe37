import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { newBadRequest } from '../errors/new-errors';
import type { StatusError } from '../errors/status-error';
import { MAX_TYPED_DEPTH } from '../json/depth';
import { noteDropped, type DroppedMember } from '../json/dropped-members';
import { hideEmptyList } from '../json/hidden-list';
import { areWide } from '../json/wide-objects';
import { isJsonObject, member as ownMember, setMember, type JsonObject } from '../json/json-value';
import { isMeaninglessZero } from '../schema/zero-values';
import { atOnce, isStep, type Steps } from '../steps/steps';
import { decodeFree } from './free-value';
import { handledText, jsonKind, shortName, versionOf } from './go-type';
import { DecodeError, decodeScalar, NO_VALUE, typeMismatch, type ScalarPlace } from './scalar';
import { goPath, indexedPath, type Trail } from './trail';

export interface DecodeOptions {
  /** strict: refused; warn: reported and dropped; ignore: dropped. */
  unknownFields: 'strict' | 'warn' | 'ignore';
  /** What the text alone has told: keys that it held twice, and among them unknown fields in its order; asked for, and reported, like unknown fields. */
  duplicates?: () => Steps<string[]> | string[];
}

export interface Decoded<T> {
  object: T;
  /** `unknown field "spec.foo"`, `duplicate field "spec.replicas"`; empty with `ignore`. */
  unknown: string[];
}

/** Where a field stands, and where problems are noted that only a strict request is refused for. */
interface Place {
  message: MessageSchema;
  trail: Trail | undefined;
  /** Levels of JSON around the message. */
  depth: number;
  problems: Problems | undefined;
  /** Fields of features that are off, of the whole object. */
  dropped: DroppedMember[];
}

/** As many as Kubernetes' decoder tells of. */
const MAX_PROBLEMS = 100;

/** Each is told once. */
class Problems {
  readonly found = new Set<string>();

  add(problem: () => string): void {
    if (this.found.size < MAX_PROBLEMS) this.found.add(problem());
  }
}

function mismatch(value: unknown, name: string, field: FieldSchema, place: Place, element: boolean): DecodeError {
  return typeMismatch(value, field, scalarPlace(name, field, place), element);
}

const scalarPlace = (name: string, field: FieldSchema, { message, trail }: Place): ScalarPlace => ({
  struct: shortName(message.name),
  path: goPath({ parent: trail, name, goPath: field.goPath }),
});

const STRING: FieldSchema = { number: 0, type: 'string' };

const isFree = ({ type }: FieldSchema): boolean => type === 'struct' || type === 'any';

function* decodeFreeField(value: unknown, name: string, field: FieldSchema, place: Place): Steps<unknown> {
  if (field.type === 'struct' && jsonKind(value) !== 'object')
    throw mismatch(value, name, field, place, !field.stringLists);
  if (field.stringLists) yield* assertStringLists(value as JsonObject, name, field, place);
  return yield* decodeFree(value, { parent: place.trail, name });
}

/** @throws DecodeError for a member that is no list of texts. */
function* assertStringLists(lists: JsonObject, name: string, field: FieldSchema, place: Place): Steps<void> {
  for (const [index, list] of Object.values(lists).entries()) {
    if (isStep(index)) yield;
    if (list === null) continue;
    if (!Array.isArray(list)) throw mismatch(list, name, field, place, true);
    for (const [at, item] of (list as unknown[]).entries()) {
      if (isStep(at)) yield;
      if (item !== null && typeof item !== 'string') throw mismatch(item, name, STRING, place, true);
    }
  }
}

function decodeValue(value: unknown, name: string, field: FieldSchema, place: Place): unknown {
  const decoded = decodeScalar(value, field);
  if (decoded === NO_VALUE) throw mismatch(value, name, field, place, true);
  return decoded;
}

function decodeInner(
  value: unknown,
  name: string,
  field: FieldSchema,
  place: Place,
  index?: number,
): Steps<JsonObject> {
  const message = field.schema!;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch(value, name, field, place, true);
  const trail: Trail = {
    parent: place.trail,
    name,
    ...(index === undefined ? {} : { index }),
    ...(field.goPath === undefined ? {} : { goPath: field.goPath }),
  };
  const depth = place.depth + (field.repeated || field.map ? 2 : 1);
  if (depth > MAX_TYPED_DEPTH)
    throw new DecodeError(`json: exceeded max depth of ${MAX_TYPED_DEPTH} at ${indexedPath(place.trail, name)}`);
  return decodeMessage(value as JsonObject, {
    message,
    trail,
    depth,
    problems: place.problems,
    dropped: place.dropped,
  });
}

function* decodeList(value: unknown, name: string, field: FieldSchema, place: Place): Steps<unknown[] | undefined> {
  if (!Array.isArray(value)) throw mismatch(value, name, field, place, false);
  if (value.length === 0 && (!field.required || field.emptyIsTold)) return undefined;
  const isInner = field.type === 'message';
  const result: unknown[] = [];
  for (const [index, item] of (value as unknown[]).entries()) {
    if (isStep(index)) yield;
    if (!isInner)
      result.push(
        isFree(field)
          ? yield* decodeFreeField(item, name, field, place)
          : decodeValue(item ?? nullInList(field), name, field, place),
      );
    else result.push(item === null ? {} : yield* decodeInner(item, name, field, place, index));
  }
  return result;
}

/** One of several things that JSON may have there, each of which Kubernetes reads for itself; see NativeForm. */
function* decodeForm(value: unknown, name: string, field: FieldSchema, place: Place): Steps<unknown> {
  const { nativeForm } = field;
  const schema: FieldSchema = { ...field, schema: field.formSchema! };
  if (isJsonObject(value)) return yield* decodeInner(value, name, schema, place);
  if (nativeForm === 'schema-or-bool') {
    if (typeof value !== 'boolean') throw new DecodeError('boolean or JSON schema expected');
    return value;
  }
  // Of what is neither, Kubernetes keeps nothing.
  if (!Array.isArray(value)) return undefined;
  const result: unknown[] = [];
  for (const [index, item] of (value as unknown[]).entries()) {
    if (isStep(index)) yield;
    if (nativeForm === 'schema-or-array') result.push(yield* decodeInner(item ?? {}, name, schema, place, index));
    else if (typeof item === 'string') result.push(item);
    else throw mismatch(item, name, { ...field, type: 'string' }, place, true);
  }
  return result.length > 0 ? result : undefined;
}

/** A null in a list of texts or numbers is Go's zero value. */
function nullInList({ type }: FieldSchema): unknown {
  if (type === 'string' || type === 'bytes') return '';
  if (type === 'bool') return false;
  return type === 'int32' || type === 'int64' || type === 'double' || type === 'int-or-string' ? 0 : null;
}

/** A null in a map of texts or quantities is Go's zero value, so the key stays. */
const nullInMap = ({ type }: FieldSchema): unknown =>
  type === 'string' || type === 'bytes' ? '' : type === 'quantity' ? '0' : undefined;

function* decodeMap(value: unknown, name: string, field: FieldSchema, place: Place): Steps<JsonObject | undefined> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw mismatch(value, name, field, place, false);
  const keys = Object.keys(value);
  if (keys.length === 0 && !field.required) return undefined;
  if (areWide(keys)) yield;
  const result: JsonObject = {};
  const isPlain = field.type !== 'message' && !isFree(field) && !field.nativeForm;
  let isEmpty = true;
  for (const [index, key] of keys.entries()) {
    if (isStep(index)) yield;
    const item = (value as JsonObject)[key];
    const decoded =
      item === null
        ? nullInMap(field)
        : isPlain
          ? decodeValue(item, name, field, place)
          : yield* decodeOne(item, name, field, place);
    if (decoded === undefined) continue;
    setMember(result, key, decoded);
    isEmpty = false;
  }
  return isEmpty && !field.required ? undefined : result;
}

/** What is no plain scalar. */
function decodeOne(value: unknown, name: string, field: FieldSchema, place: Place): Steps<unknown> {
  if (field.nativeForm) return decodeForm(value, name, field, place);
  return isFree(field) ? decodeFreeField(value, name, field, place) : decodeInner(value, name, field, place);
}

function decodeMember(value: unknown, name: string, field: FieldSchema, place: Place): Steps<unknown> {
  if (field.map) return decodeMap(value, name, field, place);
  return field.repeated ? decodeList(value, name, field, place) : decodeOne(value, name, field, place);
}

function* decodeMessage(value: JsonObject, place: Place): Steps<JsonObject> {
  const { message, trail, problems } = place;
  const result: JsonObject = {};
  const names = Object.keys(value);
  if (areWide(names)) yield;
  for (const [index, name] of names.entries()) {
    if (isStep(index)) yield;
    const field = (ownMember(message.fields, name) as FieldSchema | undefined) ?? message.rest;
    const member = value[name];
    if (field === undefined) {
      problems?.add(() => `unknown field "${indexedPath(trail, name)}"`);
      continue;
    }
    if (member === null || member === undefined) continue;
    const isPlain = field.type !== 'message' && !isFree(field) && !field.map && !field.repeated && !field.nativeForm;
    const decoded = isPlain ? decodeValue(member, name, field, place) : yield* decodeMember(member, name, field, place);
    // As in Kubernetes, what a feature is needed for that is off is as good as not said, if it is said rightly, but for who owns it.
    if (field.disabledFeature) {
      if (decoded !== undefined && !isMeaninglessZero(decoded, field)) place.dropped.push([result, name, decoded]);
      continue;
    }
    if (decoded === undefined) {
      if (field.emptyIsTold) hideEmptyList(result, name);
    } else if (!isMeaninglessZero(decoded, field)) result[name] = decoded;
    if (field.emptyIsTold && isJsonObject(decoded)) tellEmptyLists(decoded, member, field);
  }
  return result;
}

/** Hides in a message the lists without items that were sent. */
function tellEmptyLists(decoded: JsonObject, sent: unknown, { schema }: FieldSchema): void {
  for (const [name, field] of Object.entries(schema?.fields ?? {})) {
    const list = field.repeated && decoded[name] === undefined && isJsonObject(sent) ? sent[name] : undefined;
    if (Array.isArray(list)) hideEmptyList(decoded, name);
  }
}

/** What Kubernetes' YAML reader finds is one problem of several lines. */
function problemList(problems: string[]): string {
  const lines = problems.filter((problem) => problem.startsWith('line '));
  const rest = problems.filter((problem) => !problem.startsWith('line '));
  return [...(lines.length > 0 ? [['yaml: unmarshal errors:', ...lines].join('\n  ')] : []), ...rest].join(', ');
}

/** The refusal of a strict request, listing unknown and duplicate fields. */
export function strictDecodingError(problems: string[], message?: MessageSchema): StatusError {
  const text = `strict decoding error: ${problemList(problems)}`;
  return newBadRequest(message === undefined ? text : handledText(message, text));
}

/**
 * Turns parsed JSON into an object of the type `message`: types checked, times and quantities in
 * canonical form; nulls, unknown fields, and what Kubernetes' JSON leaves out (empty optional lists and maps, zero values
 * that mean nothing) and fields of features that are off dropped. The input is not changed.
 * @throws StatusError BadRequest with Kubernetes' words.
 */
export const decodeObject = <T>(value: unknown, message: MessageSchema, options: DecodeOptions): Decoded<T> =>
  atOnce(decodeSteps<T>(value, message, options));

/** {@link decodeObject} in steps. */
export function* decodeSteps<T>(value: unknown, message: MessageSchema, options: DecodeOptions): Steps<Decoded<T>> {
  const problems = options.unknownFields === 'ignore' ? undefined : new Problems();
  if (problems) {
    const duplicates = options.duplicates?.() ?? [];
    for (const duplicate of Array.isArray(duplicates) ? duplicates : yield* duplicates) problems.add(() => duplicate);
  }
  const dropped: DroppedMember[] = [];
  let object: JsonObject;
  try {
    if (jsonKind(value) !== 'object') {
      throw new DecodeError(
        `json: cannot unmarshal ${jsonKind(value)} into Go value of type ${versionOf(message.name)}.${shortName(message.name)}`,
      );
    }
    yield;
    object = yield* decodeMessage(value as JsonObject, { message, trail: undefined, depth: 1, problems, dropped });
    if (dropped.length > 0) noteDropped(object, dropped);
  } catch (error) {
    if (error instanceof DecodeError) throw newBadRequest(handledText(message, error.message));
    throw error;
  }
  const unknown = [...(problems?.found ?? [])];
  if (options.unknownFields === 'strict' && unknown.length > 0) throw strictDecodingError(unknown, message);
  return { object: object as T, unknown };
}
