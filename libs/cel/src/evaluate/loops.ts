import type { Steps } from '@kubets/apimachinery';
import type { Expr, MacroName } from '../syntax/ast';
import { EvaluationError, isList, isMap, noOverload, Optional, typeNameOf, type Value } from '../values/value';
import { attempt } from './at-once';
import { GATHERINGS } from './gatherings';
import { noOverloadOf } from './parts';
import type { Run, Scope } from './run';
import { Verdict } from './verdict';

type Macro = Extract<Expr, { kind: 'macro' }>;

export interface Loop {
  range: Value;
  scope: Scope | undefined;
  run: Run;
  inSteps(expr: Expr, scope: Scope | undefined, run: Run): Steps<Value>;
}

/** What a macro costs beside its expressions: once, for each element, and for each that is taken. By cel-go's expansions. */
const COSTS: Record<MacroName, { around: number; each: number; taken: number }> = {
  all: { around: 1, each: 3, taken: 0 },
  exists: { around: 1, each: 4, taken: 0 },
  exists_one: { around: 2, each: 0, taken: 2 },
  map: { around: 1, each: 0, taken: 12 },
  filter: { around: 1, each: 0, taken: 13 },
  transformList: { around: 1, each: 0, taken: 12 },
  transformMap: { around: 1, each: 0, taken: 3 },
  transformMapEntry: { around: 1, each: 0, taken: 2 },
  sortBy: { around: 31, each: 12, taken: 0 },
  optMap: { around: 4, each: 0, taken: 0 },
  optFlatMap: { around: 3, each: 0, taken: 0 },
};

/** What a macro comes to, its range being known. */
export function* looped(expr: Macro, loop: Loop): Steps<Value> {
  const { macro } = expr;
  if (macro === 'optMap' || macro === 'optFlatMap') return yield* mappedOptional(expr, loop);
  loop.run.spend(COSTS[macro].around);
  const elements = elementsOf(loop.range, expr.variables.length === 2);
  if (macro === 'all' || macro === 'exists') return yield* quantified(expr, elements, loop);
  return yield* gathered(expr, elements, loop);
}

function* mappedOptional({ macro, variables, args }: Macro, { range, scope, run, inSteps }: Loop): Steps<Value> {
  if (!(range instanceof Optional)) throw noOverloadOf('hasValue', [range]);
  run.spend(COSTS[macro].around);
  if (range.value === undefined) return range;
  const value = yield* inSteps(args[0]!, { name: variables[0]!, value: range.value, parent: scope }, run);
  return macro === 'optMap' ? Optional.of(value) : value;
}

function* quantified(expr: Macro, elements: Elements, loop: Loop): Steps<Value> {
  const { run, inSteps } = loop;
  const [test] = expr.args as [Expr];
  const settling = expr.macro === 'exists';
  const verdict = new Verdict(settling);
  for (let index = 0; index < elements.size; index++) {
    if (run.isStep()) yield;
    try {
      const inner = scopeOf(expr, elements, index, loop);
      let value = attempt(test, inner, run);
      if (value === undefined) value = yield* inSteps(test, inner, run);
      if (verdict.isSettledBy(value)) return settling;
    } catch (error) {
      verdict.note(error);
    }
  }
  return verdict.end();
}

/** Of each element that is taken, what is made of it, if anything is. */
function* gathered(expr: Macro, elements: Elements, loop: Loop): Steps<Value> {
  const { run, inSteps } = loop;
  const gathering = GATHERINGS[expr.macro]!();
  const { test, made } = partsOf(expr);
  for (let index = 0; index < elements.size; index++) {
    if (run.isStep()) yield;
    const inner = scopeOf(expr, elements, index, loop);
    if (test) {
      let holds = attempt(test, inner, run);
      if (holds === undefined) holds = yield* inSteps(test, inner, run);
      if (typeof holds !== 'boolean') throw noOverload();
      if (!holds) continue;
    }
    run.spend(COSTS[expr.macro].taken);
    const element = inner.parent === loop.scope ? inner.value : inner.parent!.value;
    let value = made && attempt(made, inner, run);
    if (made && value === undefined) value = yield* inSteps(made, inner, run);
    gathering.add(element, value ?? null);
  }
  return yield* gathering.end();
}

function partsOf({ macro, args }: Macro): { test?: Expr; made?: Expr } {
  if (macro === 'filter' || macro === 'exists_one') return { test: args[0]! };
  return args.length === 2 ? { test: args[0]!, made: args[1]! } : { made: args[0]! };
}

function scopeOf({ macro, variables }: Macro, elements: Elements, index: number, { scope, run }: Loop): Scope {
  run.spend(COSTS[macro].each);
  const first: Scope = { name: variables[0]!, value: elements.first(index), parent: scope };
  return variables.length === 1 ? first : { name: variables[1]!, value: elements.second(index), parent: first };
}

/** Items of a list, and of a map its keys; in twos where two variables ask: positions and items, keys and values. */
interface Elements {
  size: number;
  first(index: number): Value;
  second(index: number): Value;
}

function elementsOf(range: Value, isPaired: boolean): Elements {
  if (isList(range)) {
    const item = (index: number) => range.at(index);
    return { size: range.size, first: isPaired ? BigInt : item, second: item };
  }
  if (!isMap(range)) throw notIterable(range);
  const keys = [...range.keys()];
  return { size: keys.length, first: (index) => keys[index]!, second: (index) => range.get(keys[index]!)! };
}

const notIterable = (value: Value): EvaluationError => {
  const name = typeNameOf(value).replace(/^.*[.]|_type$/g, '');
  return new EvaluationError(`got 'types.${name.charAt(0).toUpperCase()}${name.slice(1)}', expected iterable type`);
};
