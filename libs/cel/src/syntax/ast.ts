/** A literal; int as bigint, double as number, uint and bytes as their own kinds. */
export type Literal =
  | { type: 'null'; value: null }
  | { type: 'bool'; value: boolean }
  | { type: 'int' | 'uint'; value: bigint }
  | { type: 'double'; value: number }
  | { type: 'string'; value: string }
  | { type: 'bytes'; value: Uint8Array };

/** Macros that declare variables of their own; `all` with two variables is one, too. */
export type MacroName =
  | 'all'
  | 'exists'
  | 'exists_one'
  | 'map'
  | 'filter'
  | 'transformList'
  | 'transformMap'
  | 'transformMapEntry'
  | 'optMap'
  | 'optFlatMap'
  | 'sortBy';

/** A parsed expression. `at` is where it stands in the text, as messages name it. */
export type Expr = { at: number } & (
  | { kind: 'literal'; literal: Literal }
  | { kind: 'identifier'; name: string }
  | { kind: 'select'; operand: Expr; field: string; isTest?: boolean; isOptional?: boolean }
  | { kind: 'call'; name: string; target?: Expr; args: Expr[] }
  | { kind: 'list'; items: { value: Expr; isOptional: boolean }[] }
  | { kind: 'map'; entries: { key: Expr; value: Expr; isOptional: boolean }[] }
  /** Each entry is told of where its colon stands. */
  | { kind: 'struct'; name: string; entries: { name: string; value: Expr; isOptional: boolean; at: number }[] }
  | { kind: 'macro'; macro: MacroName; target: Expr; variables: string[]; args: Expr[] }
);

/** Operators as functions, by the names that messages show. */
export const OPERATORS = {
  conditional: '_?_:_',
  or: '_||_',
  and: '_&&_',
  not: '!_',
  negate: '-_',
  index: '_[_]',
  optionalIndex: '_[?_]',
  in: '@in',
} as const;

/** An expression and all within it, but for what is within those that `isClosed` tells of. */
export function walk(expr: Expr, isClosed: (expr: Expr) => boolean = () => false): Expr[] {
  const found: Expr[] = [];
  const left = [expr];
  for (let next = left.pop(); next; next = left.pop()) {
    found.push(next);
    if (!isClosed(next)) left.push(...partsOf(next).reverse());
  }
  return found;
}

/** Parts that are macros, or have one within them. */
export function partsWithMacros(expr: Expr): ReadonlySet<Expr> {
  const found = new Set<Expr>();
  // Whatever stands within a part comes after it in a walk.
  for (const part of walk(expr).reverse())
    if (part.kind === 'macro' || partsOf(part).some((one) => found.has(one))) found.add(part);
  return found;
}

/** Whether no part stands deeper within others than that. */
export function isWithin(expr: Expr, levels: number): boolean {
  let parts = [expr];
  for (let level = 0; parts.length > 0; level++) {
    if (level > levels) return false;
    parts = parts.flatMap(partsOf);
  }
  return true;
}

function partsOf(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'select':
      return [expr.operand];
    case 'call':
      return [...(expr.target ? [expr.target] : []), ...expr.args];
    case 'list':
      return expr.items.map(({ value }) => value);
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return expr.entries.map(({ value }) => value);
    case 'macro':
      return [expr.target, ...expr.args];
    default:
      return [];
  }
}
