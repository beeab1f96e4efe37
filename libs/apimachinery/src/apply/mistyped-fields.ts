import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject } from '../json/json-value';
import { goSyntax, goTypeOf, goValue } from '../patch/go-value';
import { isStep, type Steps } from '../steps/steps';
import { itemStep, messageOf, ownershipOf, partOf, singleOf } from './field-children';
import { stepText } from './field-tree';

/** As many as are told of. */
const MAX_TOLD = 100;

/** How a value is reached: by one step from where its parent is. */
interface Place {
  parent?: Place;
  text: string;
}

type Kind = 'string' | 'boolean' | 'numeric';

const KINDS: Partial<Record<FieldSchema['type'], Kind>> = {
  string: 'string',
  bytes: 'string',
  time: 'string',
  microtime: 'string',
  bool: 'boolean',
  int32: 'numeric',
  int64: 'numeric',
  double: 'numeric',
};

/**
 * In steps: the values of a configuration that are not of their fields' types, as
 * `.spec.ports[port=80,protocol="TCP"].name: expected string, got &value.valueUnstructured{Value:1}`: what Kubernetes' typed
 * values say of them before anything else does. Null is of every type.
 */
export function* mistypedFields(config: object, message: MessageSchema): Steps<string[]> {
  const found: string[] = [];
  yield* searchMessage(config, message, undefined, found);
  return found;
}

function* searchField(value: unknown, field: FieldSchema, place: Place, found: string[]): Steps<void> {
  if (value === null || value === undefined || field.deduced || found.length >= MAX_TOLD) return;
  const tell = (problem: string) => void found.push(`${textOf(place)}: ${problem}`);
  if (field.map) {
    if (!isJsonObject(value)) return tell(`expected map, got &{${goValue(value)}}`);
    const entry = singleOf(field);
    for (const [index, key] of Object.keys(value).entries()) {
      if (isStep(index)) yield;
      yield* searchField(value[key], entry, { parent: place, text: `.${key}` }, found);
    }
    return;
  }
  if (field.repeated) return yield* searchList(value, field, place, found);
  if (field.type === 'message') {
    if (!isJsonObject(value)) return tell(`expected map, got &{${goValue(value)}}`);
    return yield* searchMessage(value, messageOf(field), place, found);
  }
  const problem = scalarProblem(value, KINDS[field.type]);
  if (problem) tell(problem);
}

function scalarProblem(value: unknown, kind: Kind | undefined): string | undefined {
  switch (kind) {
    case 'string':
      return typeof value === 'string'
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got &{${goValue(value)}}`;
    case 'numeric':
      return typeof value === 'number' || typeof value === 'bigint'
        ? undefined
        : `expected numeric (int or float), got ${goTypeOf(value)}`;
    default:
      return undefined;
  }
}

function* searchList(value: unknown, field: FieldSchema, place: Place, found: string[]): Steps<void> {
  if (!Array.isArray(value)) return void found.push(`${textOf(place)}: expected list, got &{${goValue(value)}}`);
  const isKeyed = ownershipOf(field) === 'items';
  const single = singleOf(field);
  for (const [index, item] of (value as unknown[]).entries()) {
    if (isStep(index)) yield;
    const text = isKeyed ? stepText(itemStep(item, field)) : `[${index}]`;
    yield* searchField(item, single, { parent: place, text }, found);
  }
}

function* searchMessage(value: object, message: MessageSchema, place: Place | undefined, found: string[]): Steps<void> {
  for (const [index, [name, part]] of Object.entries(value).entries()) {
    if (isStep(index)) yield;
    const field = partOf(message, name);
    if (field) yield* searchField(part, field, { ...(place && { parent: place }), text: `.${name}` }, found);
  }
}

const textOf = (place: Place | undefined): string => (place ? textOf(place.parent) + place.text : '');
