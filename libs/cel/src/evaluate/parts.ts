import { isSteps, type Steps } from '@kubets/apimachinery';
import type { Overload } from '../functions/declaration';
import { itemAt } from '../functions/operators';
import { OPERATORS, type Expr, type Literal } from '../syntax/ast';
import { rootName, structName } from '../syntax/parser';
import {
  Entries, EvaluationError, hasType, isList, isMap, Items, noOverload, Opaque, Optional, Struct, typeNameOf, TypeValue, Uint, type Value,
} from '../values/value'; // prettier-ignore
import { TYPE_NAMES } from '../types/type';
import type { Run, Scope } from './run';

// What the parts of an expression come to when what is within them is known.

type Of<K extends Expr['kind']> = Extract<Expr, { kind: K }>;

export function literalValue(literal: Literal): Value {
  return literal.type === 'uint' ? new Uint(literal.value) : literal.value;
}

export function identified(name: string, scope: Scope | undefined, run: Run): Value {
  run.spend(1);
  const found = run.lookUp(name, scope);
  if (found !== undefined) return found;
  if (TYPE_NAMES.has(name)) return new TypeValue(name);
  throw new EvaluationError(`no such attribute(s): ${name}`);
}

/** What is called `a.b` as a whole, where there is no `a`, or one without members: authorizer.requestResource. */
export function qualified(expr: Of<'select'>, scope: Scope | undefined, run: Run): Value | undefined {
  const name = structName(expr);
  const root = name && rootName(expr);
  if (!root) return undefined;
  const rooted = run.lookUp(root, scope);
  if (rooted !== undefined && !(rooted instanceof Opaque)) return undefined;
  return run.lookUp(name, scope) ?? (TYPE_NAMES.has(name) ? new TypeValue(name) : undefined);
}

/** A field of what has been evaluated. */
export function selected(expr: Of<'select'>, operand: Value, run: Run): Value | Steps<Value> {
  if (!expr.isTest) run.spend(1);
  const isOptional = expr.isOptional || operand instanceof Optional;
  const holder = operand instanceof Optional ? operand.value : operand;
  if (holder === undefined) return expr.isTest ? false : Optional.none;
  if (isList(holder)) throw new EvaluationError("unsupported index type 'string' in list");
  if (!isMap(holder)) {
    if (expr.isTest) return false;
    if (expr.isOptional) return Optional.none;
    throw new EvaluationError(`no such key: ${expr.field}`);
  }
  const value = holder.inSteps?.(expr.field) ?? holder.get(expr.field);
  if (isSteps(value)) return fieldInSteps(value, expr, isOptional);
  return fieldOf(value, expr, isOptional);
}

function* fieldInSteps(value: Steps<Value>, expr: Of<'select'>, isOptional: boolean): Steps<Value> {
  return fieldOf(yield* value, expr, isOptional);
}

function fieldOf(value: Value | undefined, expr: Of<'select'>, isOptional: boolean): Value {
  if (expr.isTest) return value !== undefined;
  if (isOptional) return value === undefined ? Optional.none : value instanceof Optional ? value : Optional.of(value);
  if (value === undefined) throw new EvaluationError(`no such key: ${expr.field}`);
  return value;
}

/** What a call is made with, and by what name. */
export interface Called {
  name: string;
  operands: readonly Expr[];
  isMember: boolean;
}

export function calledBy({ name, target, args }: Of<'call'>, scope: Scope | undefined, run: Run): Called {
  if (!target) return { name, operands: args, isMember: false };
  const root = rootName(target);
  if (root !== undefined && run.lookUp(root, scope) === undefined) {
    const qualifiedName = `${structName(target)}.${name}`;
    if (run.options.functions.has(qualifiedName)) return { name: qualifiedName, operands: args, isMember: false };
  }
  return { name, operands: [target, ...args], isMember: true };
}

/** What a function answers. */
export function callResult({ name, isMember }: Called, operands: Value[], run: Run): Value | Steps<Value> {
  if (name === OPERATORS.index) {
    run.spend(1);
    return itemAt(operands[0]!, operands[1]!);
  }
  const overload = overloadFor(run.options.functions.get(name) ?? [], operands, isMember);
  if (!overload) throw NAMED_FAILURES.has(name) ? noOverloadOf(name, operands) : noOverload();
  const { cost } = overload;
  run.noteTexts(operands);
  if (!cost) run.spend(1);
  // What can be told beforehand is spent beforehand: nothing is begun that there is no budget for.
  else if (cost.length < 2) run.spend(cost(operands, null));
  const result = (overload.call as (...args: Value[]) => Value | Steps<Value>)(...operands);
  if (!cost || cost.length < 2) return result;
  if (isSteps(result)) return spentAfterwards(result, (value) => run.spend(cost(operands, value)));
  run.spend(cost(operands, result));
  return result;
}

function* spentAfterwards(result: Steps<Value>, spend: (value: Value) => void): Steps<Value> {
  const value = yield* result;
  spend(value);
  return value;
}

function overloadFor(overloads: readonly Overload[], operands: Value[], isMember: boolean): Overload | undefined {
  return overloads.find(
    (one) =>
      one.isMember === isMember &&
      one.args.length === operands.length &&
      one.args.every((type, index) => hasType(operands[index]!, type)),
  );
}

/** What a list, a map or a literal of a type is made of. */
export interface Element {
  key?: Expr | string;
  value: Expr;
  isOptional: boolean;
}

const CREATION = { list: 10, map: 30, struct: 40 };

export function beginCreation({ kind }: Of<'list' | 'map' | 'struct'>, run: Run): void {
  run.spend(CREATION[kind]);
}

export function elementsOf(expr: Of<'list' | 'map' | 'struct'>): readonly Element[] {
  if (expr.kind === 'list') return expr.items;
  if (expr.kind === 'map') return expr.entries;
  return expr.entries.map(({ name, value, isOptional }) => ({ key: name, value, isOptional }));
}

/** Collects elements as they are evaluated. */
export class Creation {
  private readonly keys: Value[] = [];
  private readonly values: Value[] = [];

  add(key: Value | undefined, value: Value, isOptional: boolean): void {
    const one = isOptional ? given(value) : value;
    if (one === undefined) return;
    if (key !== undefined) this.keys.push(key);
    this.values.push(one);
  }

  end(expr: Of<'list' | 'map' | 'struct'>): Value {
    if (expr.kind === 'list') return new Items(this.values);
    const entries = this.values.map((value, index): [Value, Value] => [this.keys[index]!, value]);
    return expr.kind === 'struct' ? new Struct(expr.name, entries) : new Entries(entries);
  }
}

/** What an optional element stands for: itself, or nothing. */
function given(value: Value): Value | undefined {
  if (!(value instanceof Optional)) throw noOverload();
  return value.value;
}

/** These tell of what they were called with. */
const NAMED_FAILURES: ReadonlySet<string> = new Set([
  'bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration', 'join',
]); // prettier-ignore

export const noOverloadOf = (name: string, operands: readonly Value[]): EvaluationError =>
  new EvaluationError(`no such overload: ${name}(${operands.map(typeNameOf).join(', ')})`);
