import { OPERATORS, type Expr, type MacroName } from '../syntax/ast';
import { structName } from '../syntax/parser';
import type { Type } from '../types/type';
import { callCost, SCALARS, UNKNOWN_SIZE, type Estimated } from './call-cost';

/** What a loop over one element costs beside its expressions, and what starting and ending it does, by cel-go's expansions. */
const LOOPS: Record<MacroName, { step: number; around: number }> = {
  all: { step: 3, around: 1 },
  exists: { step: 4, around: 1 },
  exists_one: { step: 2, around: 2 },
  map: { step: 12, around: 11 },
  filter: { step: 13, around: 11 },
  transformList: { step: 12, around: 11 },
  transformMap: { step: 3, around: 31 },
  transformMapEntry: { step: 2, around: 31 },
  sortBy: { step: 12, around: 22 },
  optMap: { step: 0, around: 3 },
  optFlatMap: { step: 0, around: 2 },
};

const KEPT: ReadonlySet<MacroName> = new Set(['filter', 'sortBy']);
const MADE: ReadonlySet<MacroName> = new Set(['map', 'transformList', 'transformMap', 'transformMapEntry']);

const CREATION = { list: 10, map: 30, struct: 40 };

/** What is known where an expression stands. */
interface Known {
  variables: ReadonlyMap<string, Estimated>;
  types: ReadonlyMap<Expr, Type>;
}

/**
 * The most that evaluating an expression may cost, by how large values may be that are of its variables' types (`most`); what
 * nothing is known of may be of any size. The figures are cel-go's.
 * @see https://github.com/google/cel-go (checker/cost.go)
 */
export function estimateCost(
  expr: Expr,
  { variables, types }: { variables: Readonly<Record<string, Type>>; types: ReadonlyMap<Expr, Type> },
): number {
  const known = new Map(Object.entries(variables).map(([name, type]) => [name, valueOf(type)]));
  return estimate(expr, { variables: known, types }).cost;
}

const valueOf = (type: Type | undefined): Estimated => ({ cost: 0, size: sizeOf(type), ...(type ? { type } : {}) });

function sizeOf(type: Type | undefined): number {
  switch (type?.kind) {
    case undefined:
    case 'opaque':
    case 'type':
    case 'parameter':
      return UNKNOWN_SIZE;
    case 'object':
      return 0;
    case 'string':
    case 'bytes':
    case 'list':
    case 'map':
    case 'dyn':
    case 'timestamp':
    case 'duration':
      return type.most ?? UNKNOWN_SIZE;
    default:
      return 0;
  }
}

function estimate(expr: Expr, known: Known): Estimated {
  switch (expr.kind) {
    case 'literal': {
      const { value } = expr.literal;
      const size = typeof value === 'string' ? [...value].length : value instanceof Uint8Array ? value.length : 1;
      return { cost: 0, size, literal: value };
    }
    case 'identifier': {
      const value = known.variables.get(expr.name);
      return value ? { ...value, cost: 1 } : { cost: 1, size: UNKNOWN_SIZE };
    }
    case 'select':
      return selected(expr, known);
    case 'call':
      return called(expr, known);
    case 'list': {
      const items = expr.items.map(({ value }) => estimate(value, known));
      const entry = { cost: 0, size: Math.max(0, ...items.map(({ size }) => size)) };
      return { cost: CREATION.list + total(items), size: items.length, entry };
    }
    case 'map': {
      const parts = expr.entries.flatMap(({ key, value }) => [estimate(key, known), estimate(value, known)]);
      return { cost: CREATION.map + total(parts), size: expr.entries.length };
    }
    case 'struct':
      return {
        cost: CREATION.struct + total(expr.entries.map(({ value }) => estimate(value, known))),
        size: UNKNOWN_SIZE,
      };
    case 'macro':
      return looped(expr, known);
  }
}

const total = (parts: readonly Estimated[]): number => parts.reduce((sum, { cost }) => sum + cost, 0);

function selected(expr: Extract<Expr, { kind: 'select' }>, known: Known): Estimated {
  const operand = estimate(expr.operand, known);
  if (expr.isTest) return { cost: operand.cost, size: 1 };
  const { type } = operand;
  const isPlain = type?.kind === 'dyn';
  const of =
    type?.kind === 'object' ? type.fields.get(expr.field)?.type : type?.kind === 'map' ? type.value : undefined;
  return { ...valueOf(of), cost: operand.cost + (isPlain ? 0 : 1) };
}

/** What a list or map has in it. */
function entryOf({ type, entry }: Estimated): Estimated {
  if (entry) return entry;
  return valueOf(type?.kind === 'list' ? type.item : type?.kind === 'map' ? type.value : undefined);
}

function called(expr: Extract<Expr, { kind: 'call' }>, known: Known): Estimated {
  const args = expr.args.map((arg) => estimate(arg, known));
  const [first, second, third] = args;
  switch (expr.name) {
    case OPERATORS.conditional:
      return {
        ...second!,
        cost: first!.cost + Math.max(second!.cost, third!.cost),
        size: Math.max(second!.size, third!.size),
      };
    case OPERATORS.and:
    case OPERATORS.or:
      return { cost: total(args), size: 1 };
    case OPERATORS.index:
    case OPERATORS.optionalIndex:
      return { ...entryOf(first!), cost: 1 + total(args) };
    case 'dyn':
      return { ...first!, cost: 1 + first!.cost };
  }
  const space = expr.target && structName(expr.target);
  const isOfSpace = space !== undefined && !known.variables.has(space.split('.')[0]!);
  const target = expr.target && !isOfSpace ? estimate(expr.target, known) : undefined;
  const name = isOfSpace ? `${space}.${expr.name}` : expr.name;
  const { cost, size } = callCost(name, target, args, target ? entryOf(target) : undefined);
  const type = known.types.get(expr);
  return {
    cost: cost + total(args) + (target?.cost ?? 0),
    size: size ?? (type && SCALARS.has(type.kind) ? 1 : UNKNOWN_SIZE),
    ...(type ? { type } : {}),
  };
}

function looped(expr: Extract<Expr, { kind: 'macro' }>, known: Known): Estimated {
  const { macro, variables: names, args } = expr;
  const range = estimate(expr.target, known);
  const value = entryOf(range);
  const isList = range.type?.kind === 'list' || range.entry !== undefined;
  const key: Estimated = { cost: 0, size: isList ? 1 : mostOfKey(range.type) };
  const inner = new Map(known.variables);
  if (macro === 'optMap' || macro === 'optFlatMap') inner.set(names[0]!, { cost: 0, size: range.size });
  else if (names.length === 2) inner.set(names[0]!, key).set(names[1]!, value);
  else inner.set(names[0]!, range.type?.kind === 'map' ? key : value);
  const parts = args.map((arg) => estimate(arg, { ...known, variables: inner }));
  const { step, around } = LOOPS[macro];
  const count = macro === 'optMap' || macro === 'optFlatMap' ? 1 : range.size;
  const cost = range.cost + around + times(count, step + total(parts));
  if (KEPT.has(macro)) return { cost, size: range.size, entry: value };
  if (MADE.has(macro)) return { cost, size: range.size, entry: parts.at(-1)! };
  return { cost, size: count === 1 ? UNKNOWN_SIZE : 1 };
}

/** How long keys may be, where that is known of them. */
function mostOfKey(type: Type | undefined): number {
  return type?.kind === 'map' && 'most' in type.key ? (type.key.most ?? 0) : 0;
}

const times = (count: number, cost: number): number => (count === 0 ? 0 : count * cost);
