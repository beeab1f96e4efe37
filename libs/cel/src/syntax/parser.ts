import { type Steps } from '@kubets/apimachinery';
import { isWithin, OPERATORS, type Expr, type Literal } from './ast';
import { SyntaxProblem, tokensOf, type Token } from './lexer';
import { macroOf } from './macros';

/** What an expression may begin with, as messages show it. */
const BEGINNINGS =
  "{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}";

/** As deep an expression may nest, and as long it may be. */
const MAX_DEPTH = 200;
const MAX_LENGTH = 100_000;
/** As many parts may stand within one another, those of chains such as `a + b + c` and `a.b.c` as well. */
const MAX_LEVELS = 1_000;

const RELATIONS = new Set(['<', '<=', '>', '>=', '==', '!=', 'in']);
const RESERVED = new Set([
  'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace',
  'return', 'var', 'void', 'while',
]); // prettier-ignore

/**
 * Reads an expression, in steps: of a long text each takes some ten milliseconds. Macros are told apart from calls.
 * @throws SyntaxProblem
 */
export function* parseSteps(text: string): Steps<Expr> {
  if (text.length > MAX_LENGTH)
    throw new SyntaxProblem(`expression code point size exceeds limit: size: ${text.length}, limit ${MAX_LENGTH}`, 0);
  const tokens = tokensOf(text);
  yield;
  return new Parser(tokens).parse();
}

class Parser {
  private next = 0;
  private depth = 0;

  constructor(private readonly tokens: Token[]) {}

  parse(): Expr {
    const expr = this.expression();
    if (this.token.kind === 'end') {
      if (!isWithin(expr, MAX_LEVELS))
        throw new SyntaxProblem(`expression recursion limit exceeded: ${MAX_LEVELS}`, expr.at);
      return expr;
    }
    const isLast = this.tokens[this.next + 1]?.kind === 'end';
    throw this.unexpected('<EOF>', isLast ? 'extraneous' : 'mismatched');
  }

  private get token(): Token {
    return this.tokens[this.next]!;
  }

  private is(text: string): boolean {
    const { kind, text: found } = this.token;
    return found === text && (kind === 'punctuation' || kind === 'identifier');
  }

  private take(text: string): boolean {
    if (!this.is(text)) return false;
    this.next++;
    return true;
  }

  private expect(text: string): Token {
    const { token } = this;
    if (this.take(text)) return token;
    if (text !== ':' && token.kind === 'end')
      throw new SyntaxProblem(`Syntax error: missing '${text}' at '${token.text}'`, token.at);
    throw this.unexpected(`'${text}'`);
  }

  private unexpected(wanted = BEGINNINGS, how = 'mismatched'): SyntaxProblem {
    const { text, at } = this.token;
    return new SyntaxProblem(`Syntax error: ${how} input '${text}' expecting ${wanted}`, at);
  }

  private expression(): Expr {
    if (++this.depth > MAX_DEPTH)
      throw new SyntaxProblem(`expression recursion limit exceeded: ${MAX_DEPTH}`, this.token.at);
    const condition = this.binary(0);
    const { at } = this.token;
    let expr = condition;
    if (this.take('?')) {
      const yes = this.binary(0);
      this.expect(':');
      expr = { kind: 'call', name: OPERATORS.conditional, args: [condition, yes, this.expression()], at };
    }
    this.depth--;
    return expr;
  }

  /** Operators from the weakest to the strongest. */
  private binary(level: number): Expr {
    const operators = LEVELS[level];
    if (!operators) return this.unary();
    const terms = [this.binary(level + 1)];
    const signs: Token[] = [];
    for (;;) {
      const { token } = this;
      if ((token.kind !== 'punctuation' && token.text !== 'in') || !operators.has(token.text)) break;
      this.next++;
      signs.push(token);
      terms.push(this.binary(level + 1));
    }
    // Of conditions any two may come first: long chains of them are kept flat.
    return level < 2
      ? halved(terms, signs)
      : signs.reduce((left, sign, index) => joint(left, sign, terms[index + 1]!), terms[0]!);
  }

  private unary(): Expr {
    const { at, text } = this.token;
    if (text !== '!' && text !== '-') return this.member();
    let count = 0;
    while (this.take(text)) count++;
    const { token } = this;
    if (text === '-' && count % 2 === 1 && (token.kind === 'int' || token.kind === 'double')) {
      this.next++;
      return this.members({ kind: 'literal', literal: numberLiteral(token, '-'), at });
    }
    const operand = text === '!' && this.is('-') ? this.unary() : this.member();
    const name = text === '!' ? OPERATORS.not : OPERATORS.negate;
    return count % 2 === 1 ? { kind: 'call', name, args: [operand], at } : operand;
  }

  private member(): Expr {
    return this.members(this.primary());
  }

  private members(operand: Expr): Expr {
    let expr = operand;
    for (;;) {
      const { at } = this.token;
      if (this.take('.')) expr = this.selection(expr, at);
      else if (this.take('[')) {
        const name = this.take('?') ? OPERATORS.optionalIndex : OPERATORS.index;
        const index = this.expression();
        this.expect(']');
        expr = { kind: 'call', name, args: [expr, index], at };
      } else if (this.is('{') && structName(expr) !== undefined) expr = this.struct(structName(expr)!, at);
      else return expr;
    }
  }

  private selection(operand: Expr, dot: number): Expr {
    const isOptional = this.take('?');
    const { token } = this;
    if (token.kind !== 'identifier' && token.kind !== 'quoted') throw this.unexpected('IDENTIFIER');
    this.next++;
    const name = token.value ?? token.text;
    const { at } = this.token;
    if (!isOptional && token.kind === 'identifier' && this.take('(')) {
      const args = this.list(')').map(({ value }) => value);
      return macroOf(name, operand, args, at) ?? { kind: 'call', name, target: operand, args, at };
    }
    return { kind: 'select', operand, field: name, ...(isOptional ? { isOptional } : {}), at: dot };
  }

  private list(end: string): { value: Expr; isOptional: boolean }[] {
    const items: { value: Expr; isOptional: boolean }[] = [];
    while (!this.take(end)) {
      const isOptional = end === ']' && this.take('?');
      items.push({ value: this.expression(), isOptional });
      if (!this.take(',') && !this.is(end)) throw this.unfinished(end);
    }
    return items;
  }

  private unfinished(end: string): SyntaxProblem {
    const { kind, text, at } = this.token;
    if (end === ')' && kind === 'end') return new SyntaxProblem(`Syntax error: missing ')' at '${text}'`, at);
    const isExtra = kind !== 'end' && this.tokens[this.next + 1]?.text === end;
    return this.unexpected(end === ')' ? "')'" : "{']', ','}", isExtra ? 'extraneous' : 'mismatched');
  }

  private primary(): Expr {
    const { token } = this;
    const { at, kind, text } = token;
    const literal = literalOf(token);
    if (literal) {
      this.next++;
      return { kind: 'literal', literal, at };
    }
    if (this.take('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.take('[')) return { kind: 'list', items: this.list(']'), at };
    if (this.take('{')) return { kind: 'map', entries: this.entries(), at };
    const isAbsolute = this.take('.');
    if (this.token.kind !== 'identifier' || text === 'in') throw this.unexpected();
    const name = this.token.text;
    if (RESERVED.has(name)) throw new SyntaxProblem(`reserved identifier: ${name}`, this.token.at);
    this.next++;
    const { at: open } = this.token;
    if (kind === 'identifier' && this.take('(')) {
      const args = this.list(')').map(({ value }) => value);
      return macroOf(name, undefined, args, open) ?? { kind: 'call', name, args, at: open };
    }
    return { kind: 'identifier', name, at: isAbsolute ? at + 1 : at };
  }

  private entries(): { key: Expr; value: Expr; isOptional: boolean }[] {
    const entries: { key: Expr; value: Expr; isOptional: boolean }[] = [];
    while (!this.take('}')) {
      const isOptional = this.take('?');
      const key = this.expression();
      this.expect(':');
      entries.push({ key, value: this.expression(), isOptional });
      if (!this.take(',') && !this.is('}')) throw this.unexpected("{'}', ','}");
    }
    return entries;
  }

  private struct(name: string, at: number): Expr {
    this.expect('{');
    const entries: { name: string; value: Expr; isOptional: boolean; at: number }[] = [];
    while (!this.take('}')) {
      const isOptional = this.take('?');
      const { token } = this;
      if (token.kind !== 'identifier' && token.kind !== 'quoted') throw this.unexpected('IDENTIFIER');
      this.next++;
      const { at: colon } = this.token;
      this.expect(':');
      entries.push({ name: token.value ?? token.text, value: this.expression(), isOptional, at: colon });
      if (!this.take(',') && !this.is('}')) throw this.unexpected("{'}', ','}");
    }
    return { kind: 'struct', name, entries, at };
  }
}

const joint = (left: Expr, { text, at }: Token, right: Expr): Expr => ({
  kind: 'call',
  name: text === 'in' ? OPERATORS.in : `_${text}_`,
  args: [left, right],
  at,
});

function halved(terms: Expr[], signs: Token[]): Expr {
  if (signs.length === 0) return terms[0]!;
  const half = terms.length >> 1;
  const [left, right] = [terms.slice(0, half), terms.slice(half)];
  return joint(halved(left, signs.slice(0, half - 1)), signs[half - 1]!, halved(right, signs.slice(half)));
}

const LEVELS: ReadonlySet<string>[] = [
  new Set(['||']),
  new Set(['&&']),
  RELATIONS,
  new Set(['+', '-']),
  new Set(['*', '/', '%']),
];

/** No declared name has more parts, nor has a type: what has is a way into a value. */
const MOST_PARTS = 32;

/** The name of a type that a literal of it begins with, or of a variable: `Object.spec`. */
export function structName(expr: Expr, mostParts = MOST_PARTS): string | undefined {
  if (expr.kind === 'identifier') return expr.name;
  if (expr.kind !== 'select' || expr.isTest || expr.isOptional || mostParts === 1) return undefined;
  const before = structName(expr.operand, mostParts - 1);
  return before === undefined ? undefined : `${before}.${expr.field}`;
}

/** The name that {@link structName} begins with. */
export function rootName(expr: Expr): string | undefined {
  let at = expr;
  while (at.kind === 'select' && !at.isTest && !at.isOptional) at = at.operand;
  return at.kind === 'identifier' ? at.name : undefined;
}

function literalOf(token: Token): Literal | undefined {
  switch (token.kind) {
    case 'string':
      return { type: 'string', value: token.value! };
    case 'bytes':
      return { type: 'bytes', value: token.bytes! };
    case 'int':
    case 'uint':
    case 'double':
      return numberLiteral(token, '');
    case 'identifier':
      if (token.text === 'true' || token.text === 'false') return { type: 'bool', value: token.text === 'true' };
      return token.text === 'null' ? { type: 'null', value: null } : undefined;
    default:
      return undefined;
  }
}

function numberLiteral({ kind, text, at }: Token, sign: '' | '-'): Literal {
  if (kind === 'double') {
    const double = Number(sign + text);
    if (!Number.isFinite(double)) throw new SyntaxProblem('invalid double literal', at);
    return { type: 'double', value: double };
  }
  const isUnsigned = kind === 'uint';
  const size = BigInt(isUnsigned ? text.slice(0, -1) : text);
  const value = sign === '-' ? -size : size;
  const fits = isUnsigned ? value < 1n << 64n : value < 1n << 63n && value >= -(1n << 63n);
  if (!fits) throw new SyntaxProblem(`invalid ${isUnsigned ? 'uint' : 'int'} literal`, at);
  return { type: isUnsigned ? 'uint' : 'int', value };
}
