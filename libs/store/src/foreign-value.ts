import { isUtf8 } from 'node:buffer';
import { atOnce, exactSteps, exceedsDepth, MAX_TEXT_DEPTH, type KubeObject, type Steps } from '@kubets/apimachinery';

/** A value that no server of ours has written: other bytes, or an object that misses what all objects have. */
export class UnreadableObjectError extends Error {
  constructor(key: string, reason: string) {
    super(`the value of ${key} in the store is no object: ${reason}`);
    this.name = 'UnreadableObjectError';
  }
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
const isAbsentOr = (is: (value: unknown) => boolean) => (value: unknown) => value === undefined || is(value);

/** What selectors, columns and controllers take for granted of every object. */
const METADATA_SHAPE: [string, (value: unknown) => boolean][] = [
  ['name', (value) => typeof value === 'string' && value !== ''],
  ...['namespace', 'uid', 'creationTimestamp', 'deletionTimestamp'].map(
    (field): [string, (value: unknown) => boolean] => [field, isAbsentOr((value) => typeof value === 'string')],
  ),
  ...['labels', 'annotations'].map((field): [string, (value: unknown) => boolean] => [field, isAbsentOr(isObject)]),
  ...['finalizers', 'ownerReferences', 'managedFields'].map((field): [string, (value: unknown) => boolean] => [
    field,
    isAbsentOr(Array.isArray),
  ]),
];

function shapeProblem(object: Record<string, unknown>): string | undefined {
  if (!isObject(object)) return 'it is not a JSON object';
  if (typeof object.apiVersion !== 'string' || typeof object.kind !== 'string') return 'it has no apiVersion and kind';
  const metadata = object.metadata as Record<string, unknown>;
  if (!isObject(metadata)) return 'it has no metadata';
  const wrong = METADATA_SHAPE.find(([field, fits]) => !fits(metadata[field]));
  if (wrong) return `metadata.${wrong[0]} is not what it should be`;
  return ['spec', 'status'].find((field) => !isAbsentOr(isObject)(object[field])) && 'spec or status is not an object';
}

/**
 * The object in a value that anybody may have written. @throws UnreadableObjectError naming the key.
 */
export const parseForeign = (key: string, value: Buffer): KubeObject => atOnce(parseForeignSteps(key, value));

/** Texts that clients send nest less; beyond them there are only managedFields. Whatever writes an object may recurse. */
const MAX_DEPTH = 2 * MAX_TEXT_DEPTH;

/** {@link parseForeign} in steps. */
export function* parseForeignSteps(key: string, value: Buffer): Steps<KubeObject> {
  if (!isUtf8(value)) throw new UnreadableObjectError(key, 'it is not UTF-8');
  const text = value.toString('utf8');
  if (yield* exceedsDepth(text, MAX_DEPTH))
    throw new UnreadableObjectError(key, `it nests deeper than ${MAX_DEPTH} levels`);
  let object: unknown;
  try {
    object = yield* exactSteps(text);
  } catch (error) {
    throw new UnreadableObjectError(key, (error as Error).message);
  }
  const problem = shapeProblem(object as Record<string, unknown>);
  if (problem) throw new UnreadableObjectError(key, problem);
  return object as KubeObject;
}

const CANONICAL_CHARS = 200;
const CANONICAL = /^\{"apiVersion":"[^"\\]*","kind":"[^"\\]*","metadata":\{/;

/** Whether a value begins as canonicalBytes lets it begin, so that a resourceVersion can be put into it. */
export const isCanonical = (value: Buffer): boolean => CANONICAL.test(value.toString('latin1', 0, CANONICAL_CHARS));
