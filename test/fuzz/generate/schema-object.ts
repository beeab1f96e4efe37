import { schema, type FieldSchema } from '@kubets/proto-gen/schema';
import { addCustomField } from './custom-kinds';
import type { Draw } from './draw';
import type { ServedKind } from './served-kinds';

type Json = Record<string, unknown>;

const MAX_DEPTH = 7;
const TIME = '2026-01-31T09:30:00Z';

/** Texts that some fields with such a name are valid with. Addresses are ones that nobody has. */
const TEXTS: readonly [pattern: RegExp, texts: readonly string[]][] = [
  [/path$/i, ['/tmp/kubets-fuzz/a', 'a', 'metadata.name', '/', '']],
  [/(ip|ips|address|addresses)$/i, ['198.51.100.9', '2001:db8::9']],
  [/cidrs?$/i, ['198.51.100.0/28', '2001:db8::/120']],
  [/image$/i, ['fuzz.invalid/none:2', 'fuzz.invalid/none@sha256:0']],
  [/^(key|labels|matchLabels|annotations)$/, ['fuzz', 'example.com/fuzz']],
  [/version$/i, ['v1', 'apps/v1', '0', '1']],
  [/uid$/i, ['5c9a2f9e-0000-4000-8000-000000000001']],
  [/policy$/i, ['Always', 'Never', 'IfNotPresent', 'Cluster', 'Local']],
  [/finalizers$/, ['example.com/fuzz', 'foregroundDeletion', 'orphan']],
];
const ANY_TEXTS = ['a', 'fuzz', 'fuzz-b', 'http', 'TCP', 'Exists', '1', '', 'x.example.com'];
const QUANTITIES = ['1', '100m', '1Gi', '0', '1e3', '1.5', '-1'];

/**
 * Adds fields of its schema to an object, each with a value of its own type: nearly all a server has to take or to refuse for
 * what they say, not for what they are.
 */
export function addFields(draw: Draw, object: Json, kind: ServedKind, count: number): void {
  for (let i = 0; i < count; i++)
    if (kind.schema) addCustomField(draw, object, kind.schema);
    else addField(draw, object, kind.message, 0);
}

function addField(draw: Draw, object: Json, message: string, depth: number): void {
  const fields = Object.entries(schema.message(message)?.fields ?? {}).filter(
    ([name]) => name !== 'apiVersion' && name !== 'kind' && !(depth === 0 && name === 'status'),
  );
  if (fields.length === 0) return;
  const [name, field] = draw.pick(fields);
  const present = object[name];
  // Half of the time deeper into what is there, so that deep fields come up as often as high ones.
  if (field.message && !field.map && isObject(present) && draw.chance(0.8))
    return addField(draw, present, field.message, depth + 1);
  if (field.message && Array.isArray(present) && isObject(present[0]) && draw.chance(0.7))
    return addField(draw, present[0], field.message, depth + 1);
  object[name] = fieldValue(draw, name, field, depth);
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function fieldValue(draw: Draw, name: string, field: FieldSchema, depth: number): unknown {
  if (field.stringLists) return { [draw.pick(ANY_TEXTS)]: [draw.pick(ANY_TEXTS)] };
  if (field.map)
    return Object.fromEntries(
      Array.from({ length: draw.int(3) }, () => [
        draw.pick(['a', 'cpu', 'memory', 'example.com/fuzz', 'pods']),
        singleValue(draw, name, field, depth),
      ]),
    );
  if (field.repeated)
    return Array.from({ length: draw.pick([0, 1, 1, 2]) }, () => singleValue(draw, name, field, depth));
  return singleValue(draw, name, field, depth);
}

function singleValue(draw: Draw, name: string, field: FieldSchema, depth: number): unknown {
  switch (field.type) {
    case 'string':
      return field.enum && draw.chance(0.9) ? draw.pick(field.enum) : textFor(draw, name);
    case 'int32':
    case 'int64':
      return draw.pick([0, 1, 2, 3, 80, 420, 30, -1, 2147483647]);
    case 'bool':
      return draw.chance(0.5);
    case 'double':
      return draw.pick([0, 0.5, 1]);
    case 'bytes':
      return draw.bytes(draw.int(9)).toString('base64');
    case 'time':
      return TIME;
    case 'microtime':
      return TIME.replace('Z', '.123456Z');
    case 'quantity':
      return draw.pick(QUANTITIES);
    case 'int-or-string':
      return draw.pick<unknown>([1, '25%', 'http', 0, '1']);
    case 'struct':
      return draw.pick<unknown>([{}, { 'f:metadata': { 'f:labels': {} } }, { a: 1, b: ['x'] }]);
    case 'any':
      return draw.json();
    case 'message':
      return messageValue(draw, field.message!, depth + 1);
  }
}

function messageValue(draw: Draw, message: string, depth: number): Json {
  const object: Json = {};
  if (depth > MAX_DEPTH) return object;
  for (const [name, field] of Object.entries(schema.message(message)?.fields ?? {})) {
    if (field.required || draw.chance(0.15 / depth)) object[name] = fieldValue(draw, name, field, depth);
  }
  return object;
}

/** A text as fields of such a name hold it. */
const textFor = (draw: Draw, name: string): string =>
  draw.pick(TEXTS.find(([pattern]) => pattern.test(name))?.[1] ?? ANY_TEXTS);
