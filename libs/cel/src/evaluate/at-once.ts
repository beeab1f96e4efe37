import { isSteps, type Steps } from '@kubets/apimachinery';
import { OPERATORS, type Expr } from '../syntax/ast';
import { noOverload, type Value } from '../values/value';
import {
  beginCreation, calledBy, callResult, Creation, elementsOf, identified, literalValue, qualified, selected,
} from './parts'; // prettier-ignore
import { TOO_LONG, type Run, type Scope } from './run';
import { Verdict } from './verdict';

/**
 * The value of what has no loops in it; undefined where there are, or where it takes long all the same: then nothing has been
 * spent, and it has to be evaluated in steps.
 */
export function attempt(expr: Expr, scope: Scope | undefined, run: Run): Value | undefined {
  if (run.options.loops.has(expr) || run.slow.has(expr)) return undefined;
  const { cost } = run;
  run.beginAtOnce();
  try {
    return evaluated(expr, scope, run);
  } catch (error) {
    if (error !== TOO_LONG) throw error;
    run.cost = cost;
    run.slow.add(expr);
    return undefined;
  }
}

function evaluated(expr: Expr, scope: Scope | undefined, run: Run): Value {
  switch (expr.kind) {
    case 'literal':
      return literalValue(expr.literal);
    case 'identifier':
      return identified(expr.name, scope, run);
    case 'select': {
      const known = qualified(expr, scope, run);
      return known !== undefined ? known : settled(selected(expr, evaluated(expr.operand, scope, run), run));
    }
    case 'call':
      return called(expr, scope, run);
    case 'list':
    case 'map':
    case 'struct':
      return created(expr, scope, run);
    case 'macro':
      throw TOO_LONG;
  }
}

/** So many steps are taken at once. */
const MOST_STEPS = 4;

/** The result of a function that may be done in steps. @throws TOO_LONG. */
function settled(result: Value | Steps<Value>): Value {
  if (!isSteps(result)) return result;
  for (let count = 0; count < MOST_STEPS; count++) {
    const { done, value } = result.next();
    if (done) return value;
  }
  throw TOO_LONG;
}

function called(expr: Extract<Expr, { kind: 'call' }>, scope: Scope | undefined, run: Run): Value {
  const { name, args } = expr;
  if (name === OPERATORS.and || name === OPERATORS.or) return joint(args, name === OPERATORS.or, scope, run);
  if (name === OPERATORS.conditional) {
    const test = evaluated(args[0]!, scope, run);
    if (typeof test !== 'boolean') throw noOverload();
    return evaluated(args[test ? 1 : 2]!, scope, run);
  }
  const call = calledBy(expr, scope, run);
  const operands = call.operands.map((operand) => evaluated(operand, scope, run));
  return settled(callResult(call, operands, run));
}

function joint(sides: readonly Expr[], settling: boolean, scope: Scope | undefined, run: Run): boolean {
  const verdict = new Verdict(settling);
  for (const side of sides) {
    try {
      if (verdict.isSettledBy(evaluated(side, scope, run))) return settling;
    } catch (error) {
      verdict.note(error);
    }
  }
  return verdict.end();
}

function created(expr: Extract<Expr, { kind: 'list' | 'map' | 'struct' }>, scope: Scope | undefined, run: Run): Value {
  beginCreation(expr, run);
  const creation = new Creation();
  for (const { key, value, isOptional } of elementsOf(expr)) {
    const at = typeof key === 'object' ? evaluated(key, scope, run) : key;
    creation.add(at, evaluated(value, scope, run), isOptional);
  }
  return creation.end(expr);
}
