import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { isJsonObject } from '../json/json-value';
import { isStep, type Steps } from '../steps/steps';
import { messageOf, ownershipOf, partOf, singleOf } from './field-children';

/** As many are told of. */
const MAX_TOLD = 100;

/** In steps: where a configuration holds lists, maps and objects that can only be replaced as a whole, as `.spec.args`. */
export function* atomicFields(config: object, message: MessageSchema): Steps<string[]> {
  const found: string[] = [];
  yield* searchMembers(config, '', found, (name) => partOf(message, name));
  return found;
}

function* searchField(value: unknown, field: FieldSchema, path: string, found: string[]): Steps<void> {
  if (found.length >= MAX_TOLD || field.deduced) return;
  const isWhole = ownershipOf(field) === 'whole';
  if (Array.isArray(value) && field.repeated) {
    if (isWhole) found.push(path);
    const item = singleOf(field);
    for (const [index, one] of (value as unknown[]).entries()) {
      if (isStep(index)) yield;
      yield* searchField(one, item, `${path}[${index}]`, found);
    }
  } else if (isJsonObject(value) && !field.repeated) {
    const hasParts = field.map !== undefined || field.type === 'message';
    if (isWhole && hasParts) found.push(path);
    const entry = field.map ? singleOf(field) : undefined;
    const message = !field.map && field.type === 'message' ? messageOf(field) : undefined;
    yield* searchMembers(value, path, found, (name) => entry ?? (message && partOf(message, name)));
  }
}

function* searchMembers(
  value: object,
  path: string,
  found: string[],
  fieldOf: (name: string) => FieldSchema | undefined,
): Steps<void> {
  for (const [index, [name, part]] of Object.entries(value).entries()) {
    if (isStep(index)) yield;
    const field = fieldOf(name);
    if (field) yield* searchField(part, field, `${path}.${name}`, found);
  }
}
