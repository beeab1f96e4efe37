import type { MaybeSteps, Steps } from '@kubets/apimachinery';
import type { Expr } from '../syntax/ast';
import { EvaluationError, type Value } from '../values/value';
import { attempt } from './at-once';
import { valueInSteps } from './in-steps';
import { Run, type EvaluateOptions } from './run';

export interface Evaluated {
  value: Value;
  cost: number;
}

/**
 * What an expression comes to, and what it has cost: at once where that takes some hundred microseconds at most, else in
 * steps. The first step is made before this returns. @throws EvaluationError.
 */
export function evaluate(expr: Expr, options: EvaluateOptions): MaybeSteps<Evaluated> {
  const run = new Run(options);
  const value = attempt(expr, undefined, run);
  if (value !== undefined) return { value, cost: run.cost };
  const steps = evaluatedInSteps(expr, run);
  const first = steps.next();
  return first.done ? first.value : steps;
}

/** What costs little may still take long, as a pattern does that is looked for again from each place of a text. */
const MOST_STEPS = 100_000;

function* evaluatedInSteps(expr: Expr, run: Run): Steps<Evaluated> {
  const steps = valueInSteps(expr, undefined, run);
  const { mostSteps = MOST_STEPS } = run.options;
  for (let count = 0; count < mostSteps; count++) {
    const { done, value } = steps.next();
    if (done) return { value, cost: run.cost };
    yield;
  }
  throw new EvaluationError('operation interrupted');
}
