import { BudgetExceeded, EvaluationError, PER_CALL_LIMIT, type MapValue, type Value } from '@kubets/cel';
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
  /** @throws OutOfBudget. */
  evaluate(expression: CompiledExpression): Result;
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
  const lazy = new LazyVariables(named, (name, expression) => {
    const result = run(expression);
    if (result.error !== undefined) throw new EvaluationError(`composited variable "${name}" ${result.error}`);
    return result.value;
  });
  const variables = new Map<string, Value>([...Object.entries(values), ['variables', lazy]]);

  function run({ program, problem }: CompiledExpression): Result {
    if (!program) return { error: `fails to compile: ${problem}` };
    const limit = Math.min(PER_CALL_LIMIT, left);
    try {
      const { value, cost } = program.evaluate(variables, limit);
      left -= cost;
      if (left < 0) throw new OutOfBudget();
      return { value };
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error;
      if (error instanceof BudgetExceeded) left -= limit;
      if (error instanceof BudgetExceeded && left <= 0) throw new OutOfBudget();
      return { error: `fails to evaluate: ${error.message}` };
    }
  }

  return {
    evaluate(expression) {
      if (!expression.program) return { error: `compilation error: ${expression.problem}` };
      const result = run(expression);
      if (result.error === undefined) return result;
      return { error: `expression '${expression.text}' resulted in error: ${withoutPrefix(result.error)}` };
    },
    get budget() {
      return left;
    },
  };
}

const withoutPrefix = (text: string): string => text.replace(/^fails to evaluate: /, '');

class LazyVariables implements MapValue {
  readonly isMap = true;
  private readonly known = new Map<string, Value | EvaluationError>();

  constructor(
    private readonly named: ReadonlyMap<string, CompiledExpression>,
    private readonly evaluated: (name: string, expression: CompiledExpression) => Value,
  ) {}

  get size(): number {
    return this.named.size;
  }

  get(name: Value): Value | undefined {
    const expression = typeof name === 'string' ? this.named.get(name) : undefined;
    if (!expression || typeof name !== 'string') return undefined;
    let value = this.known.get(name);
    if (value === undefined) {
      value = this.valueOf(name, expression);
      this.known.set(name, value);
    }
    if (value instanceof EvaluationError) throw value;
    return value;
  }

  private valueOf(name: string, expression: CompiledExpression): Value | EvaluationError {
    try {
      return this.evaluated(name, expression);
    } catch (error) {
      if (error instanceof EvaluationError) return error;
      throw error;
    }
  }

  keys(): Iterable<Value> {
    return this.named.keys();
  }
}
