import { settleSteps, type Steps } from '@kubets/apimachinery';
import type { Functions } from '../functions/declaration';
import { walk, type Expr } from '../syntax/ast';
import { EvaluationError } from '../values/value';
import { evaluate } from './evaluate';

const CONVERSIONS: ReadonlySet<string> = new Set(['bool', 'bytes', 'double', 'int', 'string', 'uint']);
/** More than any one literal's conversion costs. */
const BUDGET = 1_000_000;

const convertsLiteral = (expr: Expr): boolean =>
  expr.kind === 'call' &&
  expr.target === undefined &&
  CONVERSIONS.has(expr.name) &&
  expr.args.length === 1 &&
  expr.args[0]!.kind === 'literal';

/**
 * In steps: why a literal cannot be converted, as in `int('x')`, which cel-go does when it makes an expression ready to run; undefined
 * when all can.
 */
export function* conversionProblem(expr: Expr, functions: Functions): Steps<string | undefined> {
  for (const part of walk(expr).filter(convertsLiteral)) {
    yield;
    try {
      yield* settleSteps(evaluate(part, { functions, loops: new Set(), variables: new Map(), budget: BUDGET }));
    } catch (error) {
      if (error instanceof EvaluationError) return error.message;
      throw error;
    }
  }
  return undefined;
}
