import type { Steps } from '@kubets/apimachinery';
import type { Expr } from '../syntax/ast';
import type { Type } from '../types/type';
import type { Value } from '../values/value';

/** One form of a function. */
export interface Overload {
  /** The receiver first, where it has one. */
  args: Type[];
  result: Type;
  /** Whether it is called on its first argument: `text.size()`. */
  isMember: boolean;
  /** What may take long is in steps. May throw EvaluationError. */
  call(...args: never[]): Value | Steps<Value>;
  /** What a call costs; 1 unless given. Where it takes no result, it is spent before the call. */
  cost?(args: Value[], result: Value): number;
}

/** Functions by name. */
export type Functions = Map<string, Overload[]>;

/** What is wrong with an expression, and where. */
export interface Problem {
  message: string;
  at: number;
}

export interface Library {
  /** Each with its name. */
  functions: readonly [name: string, overload: Overload][];
  /** What it refuses beyond what types tell. */
  validate?(expr: Expr, types: ReadonlyMap<Expr, Type>): Problem[];
}

type Call = (...args: never[]) => Value | Steps<Value>;
type Cost = Overload['cost'];

export const global = (name: string, args: Type[], result: Type, call: Call, cost?: Cost): [string, Overload] => [
  name,
  { args, result, isMember: false, call, ...(cost ? { cost } : {}) },
];

export const method = (name: string, args: Type[], result: Type, call: Call, cost?: Cost): [string, Overload] => [
  name,
  { args, result, isMember: true, call, ...(cost ? { cost } : {}) },
];

export function functionsOf(libraries: readonly Library[]): Functions {
  const functions: Functions = new Map();
  for (const { functions: declared } of libraries)
    for (const [name, overload] of declared) functions.set(name, [...(functions.get(name) ?? []), overload]);
  return functions;
}
