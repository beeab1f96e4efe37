import type { Expr } from '../syntax/ast';
import { OPERATORS } from '../syntax/ast';
import { structName } from '../syntax/parser';
import type { Functions, Overload, Problem } from '../functions/declaration';
import { type Bindings, BOOL, BYTES, DOUBLE, DYN, ERROR, FREE, INT, isAssignable, isSameType, joined, listOf, mapOf, NULL, type ObjectTypes, optionalOf, shownType, STRING, substitute, TYPE, type Type, TYPE_NAMES, UINT } from '../types/type'; // prettier-ignore

/** What an expression may name. */
export interface Declarations {
  variables: ReadonlyMap<string, Type>;
  functions: Functions;
  /** Types that literals may be of, by name. */
  objects?: ObjectTypes;
}

export interface Checked {
  type: Type;
  problems: Problem[];
  /** Variables that the expression looks at. */
  used: ReadonlySet<string>;
  /** Of every part. */
  types: ReadonlyMap<Expr, Type>;
}

/** As many problems are told of. */
const MAX_PROBLEMS = 100;

/** The type of an expression, and what is wrong with it, in cel-go's words. */
export function check(expr: Expr, declarations: Declarations): Checked {
  const checker = new Checker(declarations);
  const type = checker.typeOf(expr);
  const problems = checker.problems.sort((a, b) => a.at - b.at).slice(0, MAX_PROBLEMS);
  return { type, problems, used: checker.used, types: checker.types };
}

class Checker {
  readonly problems: Problem[] = [];
  readonly used = new Set<string>();
  readonly types = new Map<Expr, Type>();
  private scopes: Map<string, Type>[] = [];

  constructor(private readonly declarations: Declarations) {}

  private problem(at: number, message: string): Type {
    this.problems.push({ message, at });
    return ERROR;
  }

  private variable(name: string): Type | undefined {
    for (let index = this.scopes.length - 1; index >= 0; index--) {
      const found = this.scopes[index]!.get(name);
      if (found) return found;
    }
    const declared = this.declarations.variables.get(name);
    if (declared) this.used.add(name);
    return declared ?? (TYPE_NAMES.has(name) ? TYPE : undefined);
  }

  private within(variables: [string, Type][], expr: Expr): Type {
    this.scopes.push(new Map(variables));
    const type = this.typeOf(expr);
    this.scopes.pop();
    return type;
  }

  typeOf(expr: Expr): Type {
    const type = this.find(expr);
    this.types.set(expr, type);
    return type;
  }

  private find(expr: Expr): Type {
    switch (expr.kind) {
      case 'literal':
        return { null: NULL, bool: BOOL, int: INT, uint: UINT, double: DOUBLE, string: STRING, bytes: BYTES }[
          expr.literal.type
        ];
      case 'identifier':
        return this.variable(expr.name) ?? this.undeclared(expr.name, expr.at);
      case 'select':
        return this.select(expr);
      case 'call':
        return this.call(expr);
      case 'list': {
        let item: Type | undefined;
        for (const { value, isOptional } of expr.items) {
          const type = this.typeOf(value);
          item = joined(item, isOptional ? this.optional(type, value.at) : type);
        }
        return listOf(item ?? FREE);
      }
      case 'map': {
        let [key, value]: (Type | undefined)[] = [];
        for (const entry of expr.entries) {
          key = joined(key, this.typeOf(entry.key));
          const type = this.typeOf(entry.value);
          value = joined(value, entry.isOptional ? this.optional(type, entry.value.at) : type);
        }
        return mapOf(key ?? FREE, value ?? FREE);
      }
      case 'struct':
        return this.struct(expr);
      case 'macro':
        return this.macro(expr);
    }
  }

  private undeclared(name: string, at: number): Type {
    return this.problem(at, `undeclared reference to '${name}' (in container '')`);
  }

  private select(expr: Extract<Expr, { kind: 'select' }>): Type {
    const qualified = structName(expr);
    if (qualified !== undefined) {
      const declared = this.variable(qualified);
      if (declared) return declared;
      const root = qualified.slice(0, qualified.indexOf('.'));
      if (!this.variable(root)) {
        const operand: Expr = expr.operand;
        return operand.kind === 'identifier' ? this.undeclared(operand.name, operand.at) : this.typeOf(operand);
      }
    }
    const operand = this.typeOf(expr.operand);
    const type = this.fieldType(expr, unwrapped(operand));
    if (expr.isTest) return type.kind === 'error' ? type : BOOL;
    const isOptional = expr.isOptional || isOptionalType(operand);
    return isOptional && type.kind !== 'error' ? optionalOf(unwrapped(type)) : type;
  }

  private fieldType({ field, at }: Extract<Expr, { kind: 'select' }>, operand: Type): Type {
    switch (operand.kind) {
      case 'dyn':
      case 'error':
        return DYN;
      case 'parameter':
        return DYN;
      case 'map':
        return operand.value;
      case 'object': {
        const found = operand.fields.get(field);
        return found ? found.type : this.problem(at, `undefined field '${field}'`);
      }
      default:
        return this.problem(at, `type '${shownType(operand)}' does not support field selection`);
    }
  }

  private call(expr: Extract<Expr, { kind: 'call' }>): Type {
    const { name, target, args, at } = expr;
    const { functions } = this.declarations;
    const qualified = target && structName(target);
    if (qualified !== undefined && functions.has(`${qualified}.${name}`) && !this.variable(qualified.split('.')[0]!))
      return this.resolve(
        `${qualified}.${name}`,
        args.map((arg) => this.typeOf(arg)),
        false,
        at,
      );
    if (name === OPERATORS.and || name === OPERATORS.or) return this.logic(args);
    if (name === OPERATORS.conditional) return this.conditional(args, at);
    const types = [...(target ? [target] : []), ...args].map((arg) => this.typeOf(arg));
    if (!functions.has(name)) return this.problem(at, `undeclared reference to '${name}' (in container '')`);
    return this.resolve(name, types, target !== undefined, at);
  }

  private logic(args: Expr[]): Type {
    for (const arg of args) this.isBool(this.typeOf(arg), arg.at);
    return BOOL;
  }

  private isBool(type: Type, at: number): void {
    if (!isAssignable(BOOL, type, new Map())) this.problem(at, `expected type 'bool' but found '${shownType(type)}'`);
  }

  /** What an optional element or entry is, if there is one. */
  private optional(type: Type, at: number): Type {
    if (!isOptionalType(type) && type.kind !== 'dyn' && type.kind !== 'error')
      this.problem(at, `expected type 'optional_type(${shownType(type)})' but found '${shownType(type)}'`);
    return unwrapped(type);
  }

  private conditional([condition, yes, no]: Expr[], at: number): Type {
    const types = [condition!, yes!, no!].map((arg) => this.typeOf(arg)) as [Type, Type, Type];
    const [test, a, b] = types;
    const fits =
      isAssignable(BOOL, test, new Map()) && (isAssignable(a, b, new Map()) || isAssignable(b, a, new Map()));
    return fits ? joined(a, b) : this.mismatch(OPERATORS.conditional, types, false, at);
  }

  private resolve(name: string, types: Type[], isMember: boolean, at: number): Type {
    let result: Type | undefined;
    for (const overload of this.declarations.functions.get(name) ?? []) {
      const type = overload.isMember === isMember ? resultOf(overload, types) : undefined;
      if (!type) continue;
      result = !result || isSameType(result, type) ? type : DYN;
    }
    return result ?? this.mismatch(name, types, isMember, at);
  }

  private mismatch(name: string, types: Type[], isMember: boolean, at: number): Type {
    if (types.some(({ kind }) => kind === 'error')) return ERROR;
    const texts = types.map(shownType);
    const shown = isMember ? `${texts[0]}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`;
    return this.problem(at, `found no matching overload for '${name}' applied to '${shown}'`);
  }

  private struct(expr: Extract<Expr, { kind: 'struct' }>): Type {
    const found = this.declarations.objects?.get(expr.name);
    if (!found) return this.undeclared(expr.name, expr.at);
    for (const { name, value, isOptional, at } of expr.entries) {
      const field = found.fields.get(name);
      const type = this.typeOf(value);
      // Of what is not declared Kubernetes has a type without a name.
      if (!field) this.problem(at, `expected type of field '${name}' is '' but provided type is '${shownType(type)}'`);
      else if (!isAssignable(field.type, isOptional ? unwrapped(type) : type, new Map()))
        this.problem(
          at,
          `expected type of field '${name}' is '${shownType(field.type)}' but provided type is '${shownType(type)}'`,
        );
    }
    return found;
  }

  private macro(expr: Extract<Expr, { kind: 'macro' }>): Type {
    const { macro, target, variables, args } = expr;
    const range = this.typeOf(target);
    const [first, second] = variables as [string, string?];
    if (macro === 'optMap' || macro === 'optFlatMap') {
      const type = this.within([[first, unwrapped(range)]], args[0]!);
      if (macro === 'optMap') return optionalOf(type);
      if (isOptionalType(type)) return type;
      if (type.kind === 'dyn') return DYN;
      return this.mismatch(OPERATORS.conditional, [BOOL, type, optionalOf(DYN)], false, expr.at);
    }
    const element = elementsOf(range);
    if (!element)
      return this.problem(
        target.at,
        `expression of type '${shownType(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
      );
    const scope: [string, Type][] =
      second === undefined
        ? [[first, element.single]]
        : [
            [first, element.key],
            [second, element.value],
          ];
    const types = args.map((arg) => this.within(scope, arg));
    return this.gathered(expr, range, element, types);
  }

  /** What a macro makes of what its expressions are, for each element. */
  private gathered({ macro, args, at }: Macro, range: Type, { single, key }: Element, types: Type[]): Type {
    const result = types.at(-1)!;
    const chosen = (test: Type | undefined, made: Type): Type =>
      test && !isAssignable(BOOL, test, new Map())
        ? this.mismatch(OPERATORS.conditional, [test, made, made], false, at)
        : made;
    const test = types.length === 2 ? types[0] : undefined;
    switch (macro) {
      case 'map':
      case 'transformList':
        return chosen(test, listOf(result));
      case 'filter':
        return chosen(result, listOf(single));
      case 'transformMap':
        return chosen(test, mapOf(key, result));
      case 'transformMapEntry':
        if (result.kind === 'map' || result.kind === 'dyn' || result.kind === 'error')
          return chosen(test, result.kind === 'map' ? result : mapOf(DYN, DYN));
        return this.mismatch('cel.@mapInsert', [mapOf(DYN, DYN), result], false, at);
      case 'sortBy':
        return SORTABLE.has(result.kind)
          ? listOf(single)
          : this.mismatch('@sortByAssociatedKeys', [range, listOf(result)], true, at);
      case 'exists_one':
        chosen(result, INT);
        return BOOL;
      default:
        this.isBool(result, args[0]!.at);
        return BOOL;
    }
  }
}

type Macro = Extract<Expr, { kind: 'macro' }>;

/** What elements may be sorted by. */
const SORTABLE: ReadonlySet<Type['kind']> = new Set([
  'int', 'uint', 'double', 'bool', 'string', 'bytes', 'timestamp', 'duration', 'dyn', 'error',
]); // prettier-ignore

/** Elements for one variable, and for two. */
interface Element {
  single: Type;
  key: Type;
  value: Type;
}

function resultOf({ args, result }: Overload, types: Type[]): Type | undefined {
  if (args.length !== types.length) return undefined;
  const bindings: Bindings = new Map();
  if (!args.every((arg, index) => isAssignable(arg, types[index]!, bindings))) return undefined;
  return substitute(result, bindings, FREE);
}

const isOptionalType = (type: Type): boolean => type.kind === 'opaque' && type.name === 'optional_type';

/** What an optional value is, if it is one. */
const unwrapped = (type: Type): Type =>
  type.kind === 'opaque' && type.name === 'optional_type' ? (type.of ?? DYN) : type;

function elementsOf(range: Type): Element | undefined {
  switch (range.kind) {
    case 'list':
      return { single: range.item, key: INT, value: range.item };
    case 'map':
      return { single: range.key, key: range.key, value: range.value };
    case 'dyn':
    case 'error':
    case 'parameter':
      return { single: DYN, key: DYN, value: DYN };
    default:
      return undefined;
  }
}
