import type { Functions, Overload } from '../functions/declaration';
import { OPERATORS, type Expr, type Literal, type MacroName } from '../syntax/ast';
import { itemAt } from '../functions/operators';
import { structName } from '../syntax/parser';
import { compare } from '../values/equality';
import {
  Entries, EvaluationError, hasType, isList, isMap, Items, keyId, noOverload, Optional, TypeValue, typeNameOf, Uint,
  type Value,
} from '../values/value'; // prettier-ignore

export interface EvaluateOptions {
  functions: Functions;
  /** Of a variable that is not there, nothing. */
  variables: { get(name: string): Value | undefined };
  /** What may be spent. */
  budget: number;
}

/** Too much was asked for. */
export class BudgetExceeded extends EvaluationError {
  constructor() {
    super('operation cancelled: actual cost limit exceeded');
  }
}

export interface Evaluated {
  value: Value;
  cost: number;
}

/** What an expression comes to, and what it has cost. @throws EvaluationError. */
export function evaluate(expr: Expr, options: EvaluateOptions): Evaluated {
  const run = new Run(options);
  const value = run.value(expr, undefined);
  return { value, cost: run.cost };
}

interface Scope {
  name: string;
  value: Value;
  parent: Scope | undefined;
}

/** What a macro costs beside its expressions: once, for each element, and for each that is taken. By cel-go's expansions. */
const LOOPS: Record<MacroName, { around: number; each: number; taken: number }> = {
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

const LIST_COST = 10;
const MAP_COST = 30;
const STRUCT_COST = 40;

class Run {
  cost = 0;

  constructor(private readonly options: EvaluateOptions) {}

  private spend(cost: number): void {
    this.cost += cost;
    if (this.cost > this.options.budget) throw new BudgetExceeded();
  }

  value(expr: Expr, scope: Scope | undefined): Value {
    switch (expr.kind) {
      case 'literal':
        return literalValue(expr.literal);
      case 'identifier':
        return this.identifier(expr.name, scope);
      case 'select':
        return this.select(expr, scope);
      case 'call':
        return this.call(expr, scope);
      case 'list':
        this.spend(LIST_COST);
        return new Items(expr.items.flatMap(({ value, isOptional }) => given(this.value(value, scope), isOptional)));
      case 'map':
        return this.map(expr, scope);
      case 'struct':
        this.spend(STRUCT_COST);
        return new Entries(
          expr.entries.flatMap(({ name, value, isOptional }) =>
            given(this.value(value, scope), isOptional).map((one): [Value, Value] => [name, one]),
          ),
        );
      case 'macro':
        return this.macro(expr, scope);
    }
  }

  private identifier(name: string, scope: Scope | undefined): Value {
    this.spend(1);
    const found = this.lookUp(name, scope);
    if (found !== undefined) return found;
    if (TYPE_NAMES.has(name)) return new TypeValue(name);
    throw new EvaluationError(`no such attribute(s): ${name}`);
  }

  private lookUp(name: string, scope: Scope | undefined): Value | undefined {
    for (let at = scope; at; at = at.parent) if (at.name === name) return at.value;
    return this.options.variables.get(name);
  }

  private select(expr: Extract<Expr, { kind: 'select' }>, scope: Scope | undefined): Value {
    const qualified = structName(expr);
    if (qualified !== undefined) {
      const root = qualified.slice(0, qualified.indexOf('.'));
      if (this.lookUp(root, scope) === undefined) {
        const found = this.lookUp(qualified, scope);
        if (found !== undefined) return found;
        if (TYPE_NAMES.has(qualified)) return new TypeValue(qualified);
      }
    }
    const operand = this.value(expr.operand, scope);
    if (!expr.isTest) this.spend(1);
    const isOptional = expr.isOptional || operand instanceof Optional;
    const holder = operand instanceof Optional ? operand.value : operand;
    if (holder === undefined) return expr.isTest ? false : Optional.none;
    if (isList(holder)) throw new EvaluationError("unsupported index type 'string' in list");
    if (!isMap(holder)) {
      if (expr.isTest) return false;
      if (expr.isOptional) return Optional.none;
      throw new EvaluationError(`no such key: ${expr.field}`);
    }
    const value = holder.get(expr.field);
    if (expr.isTest) return value !== undefined;
    if (isOptional) return value === undefined ? Optional.none : value instanceof Optional ? value : Optional.of(value);
    if (value === undefined) throw new EvaluationError(`no such key: ${expr.field}`);
    return value;
  }

  private call(expr: Extract<Expr, { kind: 'call' }>, scope: Scope | undefined): Value {
    const { name, target, args } = expr;
    if (name === OPERATORS.and || name === OPERATORS.or) return this.logic(name === OPERATORS.or, args, scope);
    if (name === OPERATORS.conditional) {
      const test = this.value(args[0]!, scope);
      if (typeof test !== 'boolean') throw noOverload();
      return this.value(args[test ? 1 : 2]!, scope);
    }
    const { functions } = this.options;
    const qualified = target && structName(target);
    const isQualified =
      qualified !== undefined &&
      functions.has(`${qualified}.${name}`) &&
      this.lookUp(qualified.split('.')[0]!, scope) === undefined;
    const operands = [...(target && !isQualified ? [target] : []), ...args].map((arg) => this.value(arg, scope));
    if (name === OPERATORS.index) {
      this.spend(1);
      return itemAt(operands[0]!, operands[1]!);
    }
    const overloads = functions.get(isQualified ? `${qualified}.${name}` : name) ?? [];
    return this.apply(name, overloads, operands, target !== undefined && !isQualified);
  }

  private apply(name: string, overloads: readonly Overload[], operands: Value[], isMember: boolean): Value {
    const overload = overloads.find(
      (one) =>
        one.isMember === isMember &&
        one.args.length === operands.length &&
        one.args.every((type, index) => hasType(operands[index]!, type)),
    );
    if (!overload) throw NAMED_FAILURES.has(name) ? noOverloadOf(name, operands) : noOverload();
    const call = overload.call as (...args: Value[]) => Value;
    const { cost } = overload;
    if (!cost) this.spend(1);
    // What can be told beforehand is spent beforehand: nothing is begun that there is no budget for.
    else if (cost.length < 2) this.spend(cost(operands, null));
    const result = call(...operands);
    if (cost && cost.length >= 2) this.spend(cost(operands, result));
    return result;
  }

  /** Whatever one side says that settles it counts, though the other goes wrong. */
  private logic(settles: boolean, [left, right]: Expr[], scope: Scope | undefined): Value {
    let failed: EvaluationError | undefined;
    for (const side of [left!, right!]) {
      try {
        const value = this.value(side, scope);
        if (value === settles) return settles;
        if (typeof value !== 'boolean') failed ??= noOverload();
      } catch (error) {
        if (!(error instanceof EvaluationError) || error instanceof BudgetExceeded) throw error;
        failed ??= error;
      }
    }
    if (failed) throw failed;
    return !settles;
  }

  private map(expr: Extract<Expr, { kind: 'map' }>, scope: Scope | undefined): Value {
    this.spend(MAP_COST);
    const entries: [Value, Value][] = [];
    for (const { key, value, isOptional } of expr.entries) {
      const at = this.value(key, scope);
      for (const one of given(this.value(value, scope), isOptional)) entries.push([at, one]);
    }
    return new Entries(entries);
  }

  private macro(expr: Extract<Expr, { kind: 'macro' }>, scope: Scope | undefined): Value {
    const { macro, variables, args } = expr;
    const range = this.value(expr.target, scope);
    const [first, second] = variables as [string, string?];
    if (macro === 'optMap' || macro === 'optFlatMap') {
      if (!(range instanceof Optional)) throw noOverloadOf('hasValue', [range]);
      this.spend(LOOPS[macro].around);
      if (range.value === undefined) return range;
      const value = this.value(args[0]!, { name: first, value: range.value, parent: scope });
      return macro === 'optMap' ? Optional.of(value) : value;
    }
    this.spend(LOOPS[macro].around);
    const inner = ([a, b]: [Value, Value]): Scope => {
      this.spend(LOOPS[macro].each);
      const one: Scope = { name: first, value: a, parent: scope };
      return second === undefined ? one : { name: second, value: b, parent: one };
    };
    return this.fold(expr, elementsOf(range, second !== undefined), inner);
  }

  private fold(
    { macro, args }: Extract<Expr, { kind: 'macro' }>,
    elements: Iterable<[Value, Value]>,
    inner: (element: [Value, Value]) => Scope,
  ): Value {
    const test = (expr: Expr, scope: Scope): boolean => {
      const value = this.value(expr, scope);
      if (typeof value !== 'boolean') throw noOverload();
      return value;
    };
    switch (macro) {
      case 'all':
      case 'exists':
        return this.quantified(macro === 'exists', elements, (element) => test(args[0]!, inner(element)));
      case 'exists_one': {
        let count = 0;
        for (const element of elements) {
          if (!test(args[0]!, inner(element))) continue;
          this.spend(LOOPS[macro].taken);
          count++;
        }
        return count === 1;
      }
      case 'filter':
        return new Items(this.filtered(elements, (element) => test(args[0]!, inner(element))));
      case 'map':
      case 'transformList':
        return new Items(this.transformed(macro, args, elements, inner, test).map(({ value }) => value));
      case 'transformMap':
        return new Entries(
          this.transformed(macro, args, elements, inner, test).map(({ key, value }): [Value, Value] => [key, value]),
        );
      case 'transformMapEntry':
        return mergedEntries(this.transformed(macro, args, elements, inner, test).map(({ value }) => value));
      default: {
        const keyed = [...elements].map((element) => ({ item: element[0], key: this.value(args[0]!, inner(element)) }));
        return new Items(keyed.sort((a, b) => compare(a.key, b.key)).map(({ item }) => item));
      }
    }
  }

  private filtered(elements: Iterable<[Value, Value]>, holds: (element: [Value, Value]) => boolean): Value[] {
    const found: Value[] = [];
    for (const element of elements) {
      if (!holds(element)) continue;
      this.spend(LOOPS.filter.taken);
      found.push(element[0]);
    }
    return found;
  }

  private transformed(
    macro: MacroName,
    args: Expr[],
    elements: Iterable<[Value, Value]>,
    inner: (element: [Value, Value]) => Scope,
    test: (expr: Expr, scope: Scope) => boolean,
  ): { key: Value; value: Value }[] {
    const found: { key: Value; value: Value }[] = [];
    for (const element of elements) {
      const scope = inner(element);
      if (args.length === 2 && !test(args[0]!, scope)) continue;
      this.spend(LOOPS[macro].taken);
      found.push({ key: element[0], value: this.value(args.at(-1)!, scope) });
    }
    return found;
  }

  private quantified(
    settles: boolean,
    elements: Iterable<[Value, Value]>,
    holds: (element: [Value, Value]) => boolean,
  ): boolean {
    let failed: EvaluationError | undefined;
    for (const element of elements) {
      try {
        if (holds(element) === settles) return settles;
      } catch (error) {
        if (!(error instanceof EvaluationError) || error instanceof BudgetExceeded) throw error;
        failed ??= error;
      }
    }
    if (failed) throw failed;
    return !settles;
  }
}

/** Each element of a list, and of a map its keys; in twos where two variables ask: positions and items, keys and values. */
function* elementsOf(range: Value, isPaired: boolean): Generator<[Value, Value]> {
  if (isList(range)) {
    let index = 0n;
    for (const item of range) yield isPaired ? [index++, item] : [item, item];
  } else if (isMap(range)) for (const key of range.keys()) yield [key, isPaired ? range.get(key)! : key];
  else throw notIterable(range);
}

function mergedEntries(maps: Value[]): Value {
  const entries: [Value, Value][] = [];
  const seen = new Set<string>();
  for (const map of maps) {
    if (!isMap(map)) throw noOverload();
    for (const key of map.keys()) {
      if (seen.has(keyId(key))) throw new EvaluationError(`insert failed: key ${String(key)} already exists`);
      seen.add(keyId(key));
      entries.push([key, map.get(key)!]);
    }
  }
  return new Entries(entries);
}

/** These tell of what they were called with. */
const NAMED_FAILURES: ReadonlySet<string> = new Set([
  'bool', 'int', 'uint', 'double', 'string', 'bytes', 'timestamp', 'duration', 'join',
]); // prettier-ignore
const noOverloadOf = (name: string, operands: Value[]): EvaluationError =>
  new EvaluationError(`no such overload: ${name}(${operands.map(typeNameOf).join(', ')})`);

const notIterable = (value: Value): EvaluationError => {
  const name = typeNameOf(value).replace(/^.*[.]|_type$/g, '');
  return new EvaluationError(`got 'types.${name.charAt(0).toUpperCase()}${name.slice(1)}', expected iterable type`);
};

/** What an optional element stands for: itself, or nothing. */
function given(value: Value, isOptional: boolean): Value[] {
  if (!isOptional) return [value];
  if (!(value instanceof Optional)) throw noOverload();
  return value.value === undefined ? [] : [value.value];
}

function literalValue(literal: Literal): Value {
  return literal.type === 'uint' ? new Uint(literal.value) : literal.value;
}

const TYPE_NAMES = new Set([
  'bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type', 'type', 'google.protobuf.Timestamp',
  'google.protobuf.Duration', 'optional_type',
]); // prettier-ignore
