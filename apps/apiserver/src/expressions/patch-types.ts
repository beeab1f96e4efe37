import {
  DYN,
  EvaluationError,
  global,
  isList,
  isMap,
  listOf,
  Optional,
  STRING,
  Struct,
  type FieldType,
  type Library,
  type ObjectType,
  type ObjectTypes,
  type Type,
  type Value,
} from '@kubets/cel';
import { objectType } from './admission-types';

const ROOT = 'Object';
const ANY: FieldType = { type: DYN };

/** `Object` and what is below it, as `Object.spec.template`: of any fields, as nothing is known of them when a policy is written. */
const partOfObject = (name: string): ObjectType => ({
  kind: 'object',
  name,
  fields: { get: () => ANY, [Symbol.iterator]: () => [][Symbol.iterator]() },
});

const OPERATION = objectType('JSONPatch', { op: STRING, path: STRING, from: STRING, value: DYN });

/** What literals of mutations may be of. */
export const patchTypes: ObjectTypes = {
  get(name) {
    if (name === OPERATION.name) return OPERATION;
    return name === ROOT || name.startsWith(`${ROOT}.`) ? partOfObject(name) : undefined;
  },
};

/** Of which types an apply configuration and a JSON patch have to be. */
export const CONFIGURATION: readonly Type[] = [partOfObject(ROOT)];
export const OPERATIONS: readonly Type[] = [listOf(OPERATION)];

/** Makes of a key what may stand in the path of an operation. */
export const patchLibrary: Library = {
  functions: [
    global(
      'jsonpatch.escapeKey',
      [STRING],
      STRING,
      (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1'),
      ([key]) => Math.ceil((key as string).length / 10),
    ),
  ],
};

/**
 * Has every literal within a value the type that its place asks for: under `spec` an `Object.spec`.
 * @throws EvaluationError in Kubernetes' words.
 */
export function assertPlaced(value: Value): void {
  // What an operation puts somewhere begins where it likes.
  if (value instanceof Struct && value.typeName === OPERATION.name) assertPlaced(value.get('value') ?? null);
  else if (value instanceof Struct) assertMembers(value, value.typeName);
  else if (isList(value)) for (const item of value) assertPlaced(item);
  else if (isMap(value)) for (const key of value.keys()) assertPlaced(value.get(key)!);
}

function assertMembers(struct: Struct, path: string): void {
  for (const key of struct.keys()) assertPart(struct.get(key)!, `${path}.${String(key)}`);
}

function assertPart(value: Value, path: string): void {
  if (value instanceof Struct) {
    if (value.typeName !== path)
      throw new EvaluationError(
        `unexpected type name "${value.typeName}", expected "${path}", which matches field name path from root Object type`,
      );
    assertMembers(value, path);
  } else if (value instanceof Optional) {
    if (value.value !== undefined) assertPart(value.value, path);
  } else if (isList(value)) for (const item of value) assertPart(item, path);
  else if (isMap(value)) for (const key of value.keys()) assertPart(value.get(key)!, `${path}.${String(key)}`);
}
