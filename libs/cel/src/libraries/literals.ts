import type { Library, Problem } from '../functions/declaration';
import { compilePattern } from '../functions/pattern';
import { walk, type Expr } from '../syntax/ast';
import { equalTypes, shownType, type Type } from '../types/type';
import { parseDuration, parseTimestamp, timestampAt } from '../values/time';

type Types = ReadonlyMap<Expr, Type>;

/** Calls whose one argument is read where it is written: they fail before anything is evaluated. */
const READ: Record<string, (text: string) => unknown> = {
  duration: parseDuration,
  timestamp: parseTimestamp,
  matches: compilePattern,
};

function misread(expr: Expr): Problem[] {
  if (expr.kind !== 'call' || !Object.hasOwn(READ, expr.name)) return [];
  const arg = expr.args.at(-1);
  if (arg?.kind !== 'literal') return [];
  const { literal } = arg;
  try {
    if (literal.type === 'string') READ[expr.name]!(literal.value);
    if (literal.type === 'int' && expr.name === 'timestamp') timestampAt(literal.value);
    return [];
  } catch {
    return [{ message: `invalid ${expr.name} argument`, at: arg.at }];
  }
}

interface Part {
  expr: Expr;
  isOptional?: boolean;
}

/** The first that is of another type than those before. */
function mixed(parts: Part[], types: Types): Problem[] {
  let wanted: Type | undefined;
  for (const { expr, isOptional } of parts) {
    const type = types.get(expr);
    const found = isOptional && type?.kind === 'opaque' ? type.of : type;
    if (!found) continue;
    wanted ??= found;
    if (!equalTypes(wanted, found))
      return [{ message: `expected type '${shownType(wanted)}' but found '${shownType(found)}'`, at: expr.at }];
  }
  return [];
}

function mixedIn(expr: Expr, types: Types): Problem[] {
  if (expr.kind === 'list')
    return mixed(
      expr.items.map(({ value, isOptional }) => ({ expr: value, isOptional })),
      types,
    );
  if (expr.kind !== 'map') return [];
  const keys = mixed(
    expr.entries.map(({ key }) => ({ expr: key })),
    types,
  );
  const values = expr.entries.map(({ value, isOptional }) => ({ expr: value, isOptional }));
  return [...keys, ...mixed(values, types)];
}

/** What Kubernetes refuses though its types are right: texts that cannot be read, and lists and maps of mixed types. */
export const literals: Library = {
  functions: [],
  validate: (expr, types) => [
    ...walk(expr).flatMap(misread),
    ...walk(expr, isFormat).flatMap((part) => mixedIn(part, types)),
  ],
};

/** What `format` is given may be of any types. */
function isFormat(expr: Expr): boolean {
  return expr.kind === 'call' && expr.name === 'format';
}
