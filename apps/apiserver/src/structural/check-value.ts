import {
  createPace,
  isJsonObject,
  isStep,
  member,
  type FieldError,
  type JsonObject,
  type Steps,
} from '@kubets/apimachinery';
import { checkFormat, checkLength, checkNumber, checkPattern, isInt64 } from './check-scalar';
import { choicesOf, isChoice } from './choices';
import type { Correlated } from './correlated';
import { isKnownFormat } from './formats';
import { entriesOf, itemsOf, type SchemaNode } from './schema-node';
import { fieldErrorOf, MAX_PROBLEMS, MAX_TOLD, type SchemaProblem } from './schema-problem';

/** Where a value stands: as texts have it, and what it was before. */
interface Place {
  path: string;
  /** Absent for what is new, and for what nobody can tell the old one of. */
  before?: Correlated | undefined;
  /** Of the whole walk. */
  pace: ReturnType<typeof createPace>;
}

/** What came of a value: problems, each text once, and how many rules were met on the way, by which the best of several alternatives is found. */
interface Outcome {
  problems: Map<string, SchemaProblem>;
  /** Characters of their texts. */
  told: number;
  matches: number;
}

const createOutcome = (matches: number): Outcome => ({ problems: new Map(), told: 0, matches });

/**
 * In steps: all that is wrong with a value by its schema, in Kubernetes' words. What was there before and has not changed is
 * not told of. `base` is where the value stands, empty for an object.
 * @see https://github.com/kubernetes/kube-openapi (pkg/validation/validate)
 */
export function* schemaErrors(
  value: unknown,
  schema: SchemaNode,
  { base = '', before }: { base?: string; before?: Correlated | undefined } = {},
): Steps<FieldError[]> {
  const { problems } = yield* check(value, schema, { path: '', before, pace: createPace() });
  return [...problems.values()].map((problem) => fieldErrorOf(problem, base));
}

/** Of a message, which may be as long as a pattern. */
const CHARACTERS_OF_WORK = 1_000;

function* check(value: unknown, schema: SchemaNode, place: Place): Steps<Outcome> {
  const outcome = yield* checkAll(value, schema, place);
  if (outcome.problems.size > 0 && place.before && (yield* place.before.equals()))
    return { ...outcome, problems: new Map(), told: 0 };
  return outcome;
}

function* checkAll(value: unknown, schema: SchemaNode, place: Place): Steps<Outcome> {
  if (place.pace(1)) yield;
  const { path } = place;
  const outcome = createOutcome(1);
  const types = typesOf(schema);
  const format = formatOf(schema, types);
  if (value === null) {
    if (types.length > 0 && !schema.nullable) add(outcome, typeProblem(path, types.join(','), 'null'));
    yield* checkEnum(value, schema, place, outcome);
    return outcome;
  }
  if (types.length > 0 || format !== '') {
    const problem = checkType(value, types, format, path);
    if (problem) add(outcome, problem);
    else outcome.matches++;
    outcome.matches++;
  }
  merge(outcome, yield* checkTogether(value, schema, place));
  outcome.matches++;
  if (typeof value === 'string') {
    const problem = checkLength(value, schema, path) ?? (yield* checkPattern(value, schema, path));
    if (problem && place.pace(problem.text.length / CHARACTERS_OF_WORK)) yield;
    add(outcome, problem);
    outcome.matches++;
    if (format !== '') {
      add(outcome, checkFormat(value, format, path));
      outcome.matches++;
    }
  } else if (typeof value === 'number' || typeof value === 'bigint') {
    const only = types.length === 1 ? types[0]! : '';
    const type = only === 'integer' || only === 'number' ? only : '';
    checkNumber(value, schema, { path, type, format: type && format }, (problem) => add(outcome, problem));
    outcome.matches += 2;
  } else if (Array.isArray(value)) {
    merge(outcome, yield* checkItems(value as unknown[], schema, place));
    outcome.matches += 2;
  }
  yield* checkEnum(value, schema, place, outcome);
  outcome.matches++;
  if (isJsonObject(value)) {
    merge(outcome, yield* checkMembers(value, schema, place));
    outcome.matches++;
  }
  return outcome;
}

function add(outcome: Outcome, problem: SchemaProblem | undefined): void {
  const { problems } = outcome;
  if (!problem || isFull(outcome) || problems.has(problem.text)) return;
  problems.set(problem.text, problem);
  outcome.told += problem.text.length;
}

/** No more problems are told of. */
const isFull = ({ problems, told }: Outcome): boolean => problems.size >= MAX_PROBLEMS || told > MAX_TOLD;

function merge(into: Outcome, from: Outcome): void {
  for (const problem of from.problems.values()) add(into, problem);
  into.matches += from.matches;
}

const typesOf = (schema: SchemaNode): string[] =>
  schema['x-kubernetes-int-or-string'] ? ['integer', 'string'] : schema.type ? [schema.type] : [];

/** Empty for none that means anything. */
function formatOf({ format = '' }: SchemaNode, types: string[]): string {
  return format !== '' && isKnownFormat(format, types.length === 1 ? types[0]! : '') ? format : '';
}

function typeProblem(path: string, expected: string, found: string): SchemaProblem {
  return {
    kind: 'type',
    path,
    value: found,
    text: `${path} in body must be of type ${expected}: ${JSON.stringify(found)}`,
  };
}

function jsonType(value: unknown): { type: string; format: string } {
  if (Array.isArray(value)) return { type: 'array', format: '' };
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'object':
      return { type: typeof value, format: '' };
    default:
      return isInt64(value as number | bigint)
        ? { type: 'integer', format: 'int64' }
        : { type: 'number', format: 'float64' };
  }
}

function checkType(value: unknown, types: string[], format: string, path: string): SchemaProblem | undefined {
  const found = jsonType(value);
  const fits = types.includes(found.type) || (found.type === 'integer' && types.includes('number'));
  const isTextual = typeof value === 'string' || Array.isArray(value);
  if (!isTextual && format !== '' && !fits && found.format !== format) return typeProblem(path, format, found.format);
  if (isTextual && format !== '' && !types.includes('number') && !types.includes('integer')) return undefined;
  return fits ? undefined : typeProblem(path, types.join(','), found.type);
}

function* checkEnum(value: unknown, schema: SchemaNode, place: Place, outcome: Outcome): Steps<void> {
  const { path } = place;
  if ((schema.enum ?? []).length === 0) return;
  const choices = choicesOf(schema);
  if (value !== null && (yield* isChoice(value, choices))) return;
  if (place.pace(choices.text.length / CHARACTERS_OF_WORK)) yield;
  if (isFull(outcome)) return;
  add(outcome, {
    kind: 'enum',
    path,
    value,
    values: schema.enum as unknown[],
    text: `${path} in body should be one of [${choices.text}]`,
  });
}

/** What schemas say together: any of them, one, all, or none. */
function* checkTogether(value: unknown, schema: SchemaNode, place: Place): Steps<Outcome> {
  const { anyOf = [], oneOf = [], allOf = [], not } = schema;
  const outcome = createOutcome(1);
  const name = JSON.stringify(place.path);
  const composite = (text: string) => add(outcome, { kind: 'composite', text: `${name} must ${text}` });
  if (anyOf.length > 0) {
    let best: Outcome | undefined;
    for (const one of anyOf) {
      const result = yield* checkAll(value, one, place);
      const isValid = result.problems.size === 0;
      if (isValid || !best || result.matches > best.matches) best = result;
      if (isValid) break;
    }
    if (best!.problems.size > 0) composite('validate at least one schema (anyOf)');
    merge(outcome, best!);
  }
  if (oneOf.length > 0) {
    const results: Outcome[] = [];
    for (const one of oneOf) results.push(yield* checkAll(value, one, place));
    const valid = results.filter(({ problems }) => problems.size === 0);
    if (valid.length === 1) merge(outcome, valid[0]!);
    else {
      const found = valid.length === 0 ? 'Found none valid' : `Found ${valid.length} valid alternatives`;
      composite(`validate one and only one schema (oneOf). ${found}`);
      if (valid.length === 0)
        merge(
          outcome,
          results.reduce((best, one) => (one.matches > best.matches ? one : best)),
        );
    }
  }
  if (allOf.length > 0) {
    let valid = 0;
    for (const one of allOf) {
      const result = yield* checkAll(value, one, place);
      if (result.problems.size === 0) valid++;
      merge(outcome, result);
    }
    if (valid < allOf.length) composite(`validate all the schemas (allOf)${valid === 0 ? '. None validated' : ''}`);
  }
  if (not && (yield* checkAll(value, not, place)).problems.size === 0) composite('not validate the schema (not)');
  return outcome;
}

function* checkItems(items: unknown[], schema: SchemaNode, { path, before, pace }: Place): Steps<Outcome> {
  const outcome = createOutcome(0);
  const { minItems, maxItems } = schema;
  const itemSchema = itemsOf(schema);
  for (const [index, item] of itemSchema ? items.entries() : []) {
    if (isStep(index)) yield;
    merge(outcome, yield* check(item, itemSchema!, { path: `${path}[${index}]`, before: before?.index(index), pace }));
  }
  const size = items.length;
  if (minItems !== undefined && size < Number(minItems))
    add(outcome, {
      kind: 'invalid',
      path,
      value: size,
      text: `${path} in body should have at least ${minItems} items`,
    });
  if (maxItems !== undefined && size > Number(maxItems)) {
    const text = `${path} in body should have at most ${maxItems} items`;
    add(outcome, { kind: 'tooMany', path, actual: size, max: Number(maxItems), text });
  }
  return outcome;
}

function* checkMembers(object: JsonObject, schema: SchemaNode, place: Place): Steps<Outcome> {
  const { path, before, pace } = place;
  const outcome = createOutcome(0);
  const { properties = {}, required = [], additionalProperties } = schema;
  const names = Object.keys(object);
  checkCount(names.length, schema, path, outcome);
  const entries = entriesOf(schema);
  for (const [index, name] of names.entries()) {
    if (isStep(index)) yield;
    const property = member(properties, name) as SchemaNode | undefined;
    if (property || entries) {
      const at = property && path === '' ? name : `${path}.${name}`;
      // Of what an object is, nothing is let pass because it was so before.
      const isType = path === '' && (name === 'kind' || name === 'apiVersion');
      merge(
        outcome,
        yield* check(object[name], property ?? entries!, {
          path: at,
          before: isType ? undefined : before?.key(name),
          pace,
        }),
      );
    } else if (additionalProperties === false)
      add(outcome, { kind: 'invalid', path, value: name, text: `${path}.${name} in body is a forbidden property` });
  }
  for (const name of required) {
    if (member(object, name) === undefined)
      add(outcome, { kind: 'required', path: `${path}.${name}`, text: `${path}.${name} in body is required` });
  }
  return outcome;
}

function checkCount(count: number, { minProperties, maxProperties }: SchemaNode, path: string, outcome: Outcome): void {
  if (minProperties !== undefined && count < Number(minProperties)) {
    const text = `${path} in body should have at least ${minProperties} properties`;
    add(outcome, { kind: 'invalid', path, value: count, text });
  }
  if (maxProperties === undefined || count <= Number(maxProperties)) return;
  const text = `${path} in body should have at most ${maxProperties} properties`;
  add(outcome, { kind: 'tooMany', path, actual: count, max: Number(maxProperties), text });
}
