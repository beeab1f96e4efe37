import { isSteps, type Steps } from '@kubets/apimachinery';
import { OPERATORS, type Expr } from '../syntax/ast';
import { noOverload, type Value } from '../values/value';
import { attempt } from './at-once';
import { looped } from './loops';
import {
  beginCreation, calledBy, callResult, Creation, elementsOf, qualified, selected,
} from './parts'; // prettier-ignore
import type { Run, Scope } from './run';
import { Verdict } from './verdict';

/** The value of whatever may take long. What is within it and does not is evaluated at once. */
export function* valueInSteps(expr: Expr, scope: Scope | undefined, run: Run): Steps<Value> {
  const value = attempt(expr, scope, run);
  return value !== undefined ? value : yield* inParts(expr, scope, run);
}

function* inParts(expr: Expr, scope: Scope | undefined, run: Run): Steps<Value> {
  if (run.isStep()) yield;
  switch (expr.kind) {
    case 'select': {
      const known = qualified(expr, scope, run);
      if (known !== undefined) return known;
      const operand = yield* part(expr.operand, expr, scope, run);
      const value = selected(expr, operand, run);
      return isSteps(value) ? yield* value : value;
    }
    case 'call':
      return yield* called(expr, scope, run);
    case 'list':
    case 'map':
    case 'struct':
      return yield* created(expr, scope, run);
    case 'macro': {
      const range = yield* valueInSteps(expr.target, scope, run);
      return yield* looped(expr, { range, scope, run, inSteps: valueInSteps });
    }
    default:
      return attempt(expr, scope, run)!;
  }
}

/** Of what takes long without any loop no part is tried at once: each would be begun again at every level. */
const part = (expr: Expr, within: Expr, scope: Scope | undefined, run: Run): Steps<Value> =>
  run.options.loops.has(within) ? valueInSteps(expr, scope, run) : inParts(expr, scope, run);

function* called(expr: Extract<Expr, { kind: 'call' }>, scope: Scope | undefined, run: Run): Steps<Value> {
  const { name, args } = expr;
  if (name === OPERATORS.and || name === OPERATORS.or) return yield* joint(expr, name === OPERATORS.or, scope, run);
  if (name === OPERATORS.conditional) {
    const test = yield* part(args[0]!, expr, scope, run);
    if (typeof test !== 'boolean') throw noOverload();
    return yield* part(args[test ? 1 : 2]!, expr, scope, run);
  }
  const call = calledBy(expr, scope, run);
  const operands: Value[] = [];
  for (const operand of call.operands) operands.push(yield* part(operand, expr, scope, run));
  run.beginInSteps();
  const result = callResult(call, operands, run);
  return isSteps(result) ? yield* result : result;
}

function* joint(
  expr: Extract<Expr, { kind: 'call' }>,
  settling: boolean,
  scope: Scope | undefined,
  run: Run,
): Steps<boolean> {
  const verdict = new Verdict(settling);
  for (const side of expr.args) {
    try {
      if (verdict.isSettledBy(yield* part(side, expr, scope, run))) return settling;
    } catch (error) {
      verdict.note(error);
    }
  }
  return verdict.end();
}

function* created(
  expr: Extract<Expr, { kind: 'list' | 'map' | 'struct' }>,
  scope: Scope | undefined,
  run: Run,
): Steps<Value> {
  beginCreation(expr, run);
  const creation = new Creation();
  for (const { key, value, isOptional } of elementsOf(expr)) {
    const at = typeof key === 'object' ? yield* part(key, expr, scope, run) : key;
    creation.add(at, yield* part(value, expr, scope, run), isOptional);
  }
  return creation.end(expr);
}
