import { atOnce, type MaybeSteps, type Steps } from '@kubets/apimachinery';
import { check } from './check/checker';
import { estimateCost } from './cost/estimate-cost';
import { conversionProblem } from './evaluate/conversion-problem';
import { evaluate, type Evaluated } from './evaluate/evaluate';
import { functionsOf, type Functions, type Library, type Problem } from './functions/declaration';
import { operators } from './functions/operators';
import { standard } from './functions/standard';
import { partsWithMacros, type Expr } from './syntax/ast';
import { SyntaxProblem } from './syntax/lexer';
import { parseSteps } from './syntax/parser';
import type { ObjectTypes, Type } from './types/type';
import type { Value } from './values/value';

export interface EnvironmentOptions {
  /** What expressions may name, and of which type it is. */
  variables: Record<string, Type>;
  /** Besides CEL's own functions. */
  libraries?: readonly Library[];
  /** Types that literals may be of, by name. */
  objects?: ObjectTypes;
}

/** An expression that is right, and can be evaluated any number of times. */
export interface Program {
  type: Type;
  expr: Expr;
  /** Variables that it looks at. */
  used: ReadonlySet<string>;
  /** The most that it may cost, by what is known of its variables' sizes. */
  estimateCost(): number;
  /** At once, or in steps. @throws EvaluationError, and BudgetExceeded for what costs more than `budget`. */
  evaluate(variables: { get(name: string): Value | undefined }, budget: number): MaybeSteps<Evaluated>;
}

export interface Environment {
  /** @throws CompileError in cel-go's words. */
  compile(text: string): Program;
  /** The same in steps. */
  compileSteps(text: string): Steps<Program>;
}

/** What is wrong with an expression: all problems, each with the line it stands in. */
export class CompileError extends Error {}

/** Of one that is right but cannot be made ready to run: it converts a literal that cannot be converted. */
export class InstantiationError extends CompileError {}

export function createEnvironment({ variables, libraries = [], objects }: EnvironmentOptions): Environment {
  const functions = functionsWith(libraries);
  const declarations = {
    variables: new Map(Object.entries(variables)),
    functions,
    ...(objects ? { objects } : {}),
  };
  function* refusals(expr: Expr, types: ReadonlyMap<Expr, Type>): Steps<Problem[]> {
    const problems: Problem[] = [];
    for (const { validate } of libraries) {
      if (!validate) continue;
      yield;
      problems.push(...validate(expr, types));
    }
    return problems.sort((a, b) => a.at - b.at);
  }
  function* compileSteps(text: string): Steps<Program> {
    const expr = yield* parsed(text);
    yield;
    const { type, problems: mistyped, used, types } = check(expr, declarations);
    const problems = mistyped.length > 0 ? mistyped : yield* refusals(expr, types);
    if (problems.length > 0) throw new CompileError(problems.map((problem) => shown(problem, text)).join('\n'));
    yield;
    const unconverted = yield* conversionProblem(expr, functions);
    if (unconverted !== undefined) throw new InstantiationError(unconverted);
    const loops = partsWithMacros(expr);
    return {
      type,
      expr,
      used,
      estimateCost: () => estimateCost(expr, { variables, types }),
      evaluate: (given, budget) => evaluate(expr, { functions, loops, variables: given, budget }),
    };
  }
  return { compile: (text) => atOnce(compileSteps(text)), compileSteps };
}

const known = new WeakMap<readonly Library[], Functions>();

/** CEL's own functions and those of the libraries; put together once, as each of many expressions has an environment. */
function functionsWith(libraries: readonly Library[]): Functions {
  let functions = known.get(libraries);
  if (!functions) {
    functions = functionsOf([operators, standard, ...libraries]);
    known.set(libraries, functions);
  }
  return functions;
}

function* parsed(text: string): Steps<Expr> {
  try {
    return yield* parseSteps(text);
  } catch (error) {
    if (error instanceof SyntaxProblem) throw new CompileError(shown(error, text));
    throw error;
  }
}

/** A problem with its line, and a mark below where it is. */
function shown({ message, at }: Pick<Problem, 'message' | 'at'>, text: string): string {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', start);
  const line = text.slice(start, end < 0 ? undefined : end);
  const number = before.split('\n').length;
  const column = at - start;
  // Of nothing there is no place to show.
  if (text === '') return `ERROR: <input>:1:0: ${message}`;
  return `ERROR: <input>:${number}:${column + 1}: ${message}\n | ${line}\n | ${'.'.repeat(column)}^`;
}
