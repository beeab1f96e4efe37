import {
  BudgetExceeded,
  EvaluationError,
  fromJson,
  Optional,
  PER_CALL_LIMIT,
  RUNTIME_BUDGET,
  type Program,
  type Value,
} from '@kubets/cel';
import {
  createKeysOf,
  FieldPath,
  fieldErrors,
  fieldErrorText,
  isJsonObject,
  isStep,
  member,
  NOT_SHOWN,
  settleSteps,
  type FieldError,
  type JsonObject,
  type KeysOf,
  type Steps,
} from '@kubets/apimachinery';
import { Correlated } from '../structural/correlated';
import { isEmbedded, itemsOf, memberOf, propertyOf, reaches, type SchemaNode } from '../structural/schema-node';
import { compiledRules, hasRules, type CompiledRule } from './compiled-rules';

/** A value with what it was before, as far as that can be told. */
interface Place {
  value: unknown;
  /** Undefined where there is nothing to compare with. */
  old: unknown;
  schema: SchemaNode;
  path: FieldPath | undefined;
  isKind: boolean;
  /** The nearest, itself or around it, that can be compared with what it was. */
  nearest: Correlated | undefined;
  before: Correlated | undefined;
}

interface Run {
  errors: FieldError[];
  /** What is left to spend; below 0 nothing more is evaluated. */
  budget: number;
  keysOf: KeysOf;
  warn?: (warning: string) => void;
}

/** As long a text may be that an expression says. */
const MAX_MESSAGE = 5 * 1024;
const OUT_OF_BUDGET = 'validation failed due to running out of cost budget, no further validation rules will be run';

export interface ChangedObject {
  /** What it was before. */
  old: JsonObject;
  /** Told of the rules that unchanged values break. */
  warn?: ((warning: string) => void) | undefined;
}

/** In steps: which rules of a schema an object breaks. `change` is absent for a new one. */
export function* ruleErrors(
  object: JsonObject,
  schema: SchemaNode,
  { old, warn }: Partial<ChangedObject> = {},
): Steps<FieldError[]> {
  if (!reaches(schema, hasRules)) return [];
  const run: Run = { errors: [], budget: RUNTIME_BUDGET, keysOf: createKeysOf(), ...(warn && { warn }) };
  const before = old && new Correlated(object, old, schema);
  yield* visit({ value: object, old, schema, path: undefined, isKind: true, nearest: before, before }, run);
  return run.errors;
}

function* visit(place: Place, run: Run): Steps<void> {
  const { value, schema, path, isKind } = place;
  if (run.budget < 0 || value === null || value === undefined || !reaches(schema, hasRules)) return;
  for (const rule of hasRules(schema) ? yield* compiledRules(schema, isKind) : []) {
    yield;
    yield* evaluateRule(rule, place, run);
    if (run.budget < 0) return;
  }
  if (Array.isArray(value)) return yield* visitItems(value as unknown[], place, run);
  if (!isJsonObject(value)) return;
  const isAtomic = schema['x-kubernetes-map-type'] === 'atomic';
  for (const [index, name] of run.keysOf(value).entries()) {
    if (isStep(index)) yield;
    const inner = memberOf(schema, name);
    if (!inner) continue;
    const old = isJsonObject(place.old) && !isAtomic ? member(place.old, name) : undefined;
    const at = propertyOf(schema, name)
      ? (path?.child(name) ?? FieldPath.of(name))
      : (path ?? FieldPath.of('')).key(name);
    yield* visit(
      below(place, { value: value[name], old, schema: inner, path: at, before: place.before?.key(name) }),
      run,
    );
  }
}

function below(place: Place, inner: Pick<Place, 'value' | 'old' | 'schema' | 'path' | 'before'>): Place {
  return { ...inner, isKind: isEmbedded(inner.schema), nearest: inner.before ?? place.nearest };
}

function* visitItems(items: unknown[], place: Place, run: Run): Steps<void> {
  const schema = itemsOf(place.schema);
  if (!schema) return;
  for (const [index, value] of items.entries()) {
    if (isStep(index)) yield;
    const before = place.before?.index(index);
    yield* visit(below(place, { value, old: before?.old, schema, path: place.path!.index(index), before }), run);
  }
}

function* evaluateRule(compiled: CompiledRule, place: Place, run: Run): Steps<void> {
  const { rule, program, problem, usesOldSelf, type } = compiled;
  const { value, old, schema } = place;
  const path = place.path ?? FieldPath.of('');
  const fail = (detail: string) => void run.errors.push(fieldErrors.invalid(path, schema.type ?? '', detail));
  if (problem !== undefined) return fail(`rule compile error: ${problem}`);
  if (!program || (usesOldSelf && old === undefined && !rule.optionalOldSelf)) return;
  const oldValue = old === undefined || old === null ? undefined : fromJson(old, type, run.keysOf);
  const variables = new Map<string, Value>([['self', fromJson(value, type, run.keysOf)]]);
  if (rule.optionalOldSelf) variables.set('oldSelf', oldValue === undefined ? Optional.none : Optional.of(oldValue));
  else if (oldValue !== undefined) variables.set('oldSelf', oldValue);
  let result: Value;
  try {
    result = yield* spend(program, variables, run);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    if (error instanceof BudgetExceeded) return exhausted(error, rule.message ?? rule.rule ?? '', run, fail);
    const text = (rule.message || rule.rule || '').trim();
    return error.message.startsWith('no such overload')
      ? fail(
          `'${error.message}': call arguments did not match a supported operator, function or macro signature for rule: ${text}`,
        )
      : fail(`${error.message} evaluating rule: ${text}`);
  }
  if (run.budget < 0) return fail(OUT_OF_BUDGET);
  if (result === true) return;
  const isLetPass = !usesOldSelf && (yield* isUnchanged(place));
  if (isLetPass && !run.warn) return;
  const at =
    compiled.fieldPath === ''
      ? path
      : FieldPath.of([place.path?.toString() ?? '', compiled.fieldPath].filter((part) => part !== '').join('.'));
  const error = errorFor(compiled, at, place, yield* messageOf(compiled, variables, run));
  if (isLetPass) run.warn!(fieldErrorText(error));
  else run.errors.push(error);
}

/** Whether errors of it are let pass, as nothing of it or around it has changed. */
function* isUnchanged({ nearest }: Place): Steps<boolean> {
  return nearest !== undefined && (yield* nearest.equals());
}

function exhausted(error: EvaluationError, text: string, run: Run, fail: (detail: string) => void): void {
  const isOfAll = run.budget < PER_CALL_LIMIT;
  fail(
    isOfAll
      ? OUT_OF_BUDGET
      : `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${text.trim()}`,
  );
  run.budget = -1;
}

function* spend(program: Program, variables: Map<string, Value>, run: Run): Steps<Value> {
  const { value, cost } = yield* settleSteps(program.evaluate(variables, Math.min(PER_CALL_LIMIT, run.budget)));
  run.budget -= cost;
  return value;
}

/** What is said of a broken rule: what its expression makes of the value, its message, or the rule itself. */
function* messageOf({ rule, message }: CompiledRule, variables: Map<string, Value>, run: Run): Steps<string> {
  if (message) {
    try {
      const text = yield* spend(message, variables, run);
      const isGood =
        typeof text === 'string' &&
        text.trim() !== '' &&
        !/[\r\n]/.test(text) &&
        Buffer.byteLength(text) <= MAX_MESSAGE;
      if (isGood) return text.trim();
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
    }
  }
  return rule.message ? rule.message.trim() : `failed rule: ${(rule.rule ?? '').trim()}`;
}

function errorFor({ rule }: CompiledRule, path: FieldPath, { value, schema }: Place, detail: string): FieldError {
  const shown = schema.type === 'object' || schema.type === 'array' ? NOT_SHOWN : value;
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return fieldErrors.forbidden(path, detail);
    case 'FieldValueRequired':
      return fieldErrors.required(path, detail);
    case 'FieldValueDuplicate':
      return fieldErrors.duplicate(path, shown);
    default:
      return fieldErrors.invalid(path, shown, detail);
  }
}
