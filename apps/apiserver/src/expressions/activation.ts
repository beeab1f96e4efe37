import { atOnce, isSteps, type MaybeSteps, type Steps } from '@kubets/apimachinery';
import {
  BudgetExceeded,
  EvaluationError,
  PER_CALL_LIMIT,
  type Evaluated,
  type MapValue,
  type Value,
} from '@kubets/cel';
import type { CompiledExpression } from './compiled-expression';

/** What an expression came to, or Kubernetes' words for what went wrong. */
export type Result = { value: Value; error?: undefined } | { value?: undefined; error: string };

/** All expressions together have cost too much: no more are evaluated. */
export class OutOfBudget extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
    this.name = 'OutOfBudget';
  }
}

export interface Activation {
  /** At once, or in steps. @throws OutOfBudget. */
  evaluate(expression: CompiledExpression): MaybeSteps<Result>;
  readonly budget: number;
}

/**
 * Evaluates expressions of one request that share a budget. `named` are those that others reach as variables.NAME: each is
 * evaluated when it is first asked for, and once.
 */
export function createActivation(
  values: Readonly<Record<string, Value>>,
  { budget, named = new Map() }: { budget: number; named?: ReadonlyMap<string, CompiledExpression> },
): Activation {
  let left = budget;
  const lazy = new LazyVariables(named, (name, expression) => valueOf(name, run(expression)));
  const variables = new Map<string, Value>([...Object.entries(values), ['variables', lazy]]);

  function run({ program, problem }: CompiledExpression): MaybeSteps<Result> {
    if (!program) return { error: `fails to compile: ${problem}` };
    const limit = Math.min(PER_CALL_LIMIT, left);
    try {
      const evaluated = program.evaluate(variables, limit);
      return isSteps(evaluated) ? runInSteps(evaluated, limit) : paid(evaluated);
    } catch (error) {
      return failed(error, limit);
    }
  }

  function* runInSteps(evaluation: Steps<Evaluated>, limit: number): Steps<Result> {
    try {
      return paid(yield* evaluation);
    } catch (error) {
      return failed(error, limit);
    }
  }

  function paid({ value, cost }: Evaluated): Result {
    left -= cost;
    if (left < 0) throw new OutOfBudget();
    return { value };
  }

  function failed(error: unknown, limit: number): Result {
    if (!(error instanceof EvaluationError)) throw error;
    if (error instanceof BudgetExceeded) left -= limit;
    if (error instanceof BudgetExceeded && left <= 0) throw new OutOfBudget();
    return { error: `fails to evaluate: ${error.message}` };
  }

  return {
    evaluate(expression) {
      if (!expression.program) return { error: `compilation error: ${expression.problem}` };
      const result = run(expression);
      return isSteps(result) ? toldInSteps(expression, result) : told(expression, result);
    },
    get budget() {
      return left;
    },
  };
}

function told({ text }: CompiledExpression, result: Result): Result {
  if (result.error === undefined) return result;
  return { error: `expression '${text}' resulted in error: ${withoutPrefix(result.error)}` };
}

function* toldInSteps(expression: CompiledExpression, result: Steps<Result>): Steps<Result> {
  return told(expression, yield* result);
}

const withoutPrefix = (text: string): string => text.replace(/^fails to evaluate: /, '');

const valueOf = (name: string, result: MaybeSteps<Result>): Value | Steps<Value> =>
  isSteps(result) ? valueInSteps(name, result) : settledValue(name, result);

function* valueInSteps(name: string, result: Steps<Result>): Steps<Value> {
  return settledValue(name, yield* result);
}

function settledValue(name: string, { value, error }: Result): Value {
  if (error !== undefined) throw new EvaluationError(`composited variable "${name}" ${error}`);
  return value;
}

/** Each is evaluated when it is first asked for; what it comes to, or what is wrong with it, is remembered. */
class LazyVariables implements MapValue {
  readonly isMap = true;
  private readonly known = new Map<string, Value | EvaluationError>();
  /** Those that are being evaluated: who asks next goes on where the one before has left off. */
  private readonly begun = new Map<string, Steps<Value>>();

  constructor(
    private readonly named: ReadonlyMap<string, CompiledExpression>,
    private readonly evaluated: (name: string, expression: CompiledExpression) => Value | Steps<Value>,
  ) {}

  get size(): number {
    return this.named.size;
  }

  get(name: Value): Value | undefined {
    const value = this.find(name);
    return isSteps(value) ? atOnce(value) : value;
  }

  inSteps(name: Value): Steps<Value> | undefined {
    const value = this.find(name);
    return isSteps(value) ? value : undefined;
  }

  keys(): Iterable<Value> {
    return this.named.keys();
  }

  private find(name: Value): Value | undefined | Steps<Value> {
    const expression = typeof name === 'string' ? this.named.get(name) : undefined;
    if (!expression || typeof name !== 'string') return undefined;
    const known = this.known.get(name);
    if (known instanceof EvaluationError) throw known;
    if (known !== undefined) return known;
    const steps = this.begun.get(name);
    return steps ? this.finished(name, steps) : this.begin(name, expression);
  }

  private begin(name: string, expression: CompiledExpression): Value | Steps<Value> {
    try {
      const value = this.evaluated(name, expression);
      if (isSteps(value)) {
        this.begun.set(name, value);
        return this.finished(name, value);
      }
      this.known.set(name, value);
      return value;
    } catch (error) {
      if (error instanceof EvaluationError) this.known.set(name, error);
      throw error;
    }
  }

  private *finished(name: string, begun: Steps<Value>): Steps<Value> {
    try {
      for (;;) {
        const { done, value } = begun.next();
        if (!done) yield;
        else {
          this.known.set(name, value);
          return value;
        }
      }
    } catch (error) {
      if (error instanceof EvaluationError) this.known.set(name, error);
      throw error;
    }
  }
}
