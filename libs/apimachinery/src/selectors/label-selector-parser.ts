import { createTextScanner } from '../text/text-scanner';
import type { LabelOperator, LabelRequirement } from './label-requirement';

interface Token {
  kind: 'symbol' | 'identifier' | 'end';
  text: string;
}

const SPACE = /\s*/y;
const SYMBOL = /==|!=|[=!><(),]/y;
const WORD = /[^\s=!(),<>]+/y;

const BINARY: Record<string, LabelOperator> = {
  in: 'in',
  notin: 'notin',
  '=': '=',
  '==': '==',
  '!=': '!=',
  '>': 'gt',
  '<': 'lt',
};
const BINARY_NAMES = 'in, notin, =, ==, !=, gt, lt';

/** From left to right, each character once: every one is space, a symbol or part of a word. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const scanner = createTextScanner(text);
  const { take } = scanner;
  take(SPACE);
  while (!scanner.atEnd) {
    const symbol = take(SYMBOL);
    tokens.push(symbol ? { kind: 'symbol', text: symbol } : { kind: 'identifier', text: take(WORD) });
    take(SPACE);
  }
  return tokens;
}

class SelectorSyntaxError extends Error {}

/** Recursive descent over the grammar of label selectors; errors are Kubernetes' words. */
function createParser(tokens: Token[]) {
  const end: Token = { kind: 'end', text: '' };
  let position = 0;
  const peek = (): Token => tokens[position] ?? end;
  const next = (): Token => tokens[position++] ?? end;
  const fail = (found: Token, expected: string): never => {
    throw new SelectorSyntaxError(`found '${found.text}', expected: ${expected}`);
  };

  function identifiers(): string[] {
    const values: string[] = [];
    for (;;) {
      const token = next();
      if (token.kind === 'identifier') {
        values.push(token.text);
        const after = peek();
        if (after.text === ',') next();
        else if (after.text !== ')') fail(after, "',' or ')'");
        else return values;
        if (peek().text === ')') return [...values, ''];
      } else if (token.text === ',') {
        values.push('');
        if (peek().text === ')') return [...values, ''];
      } else {
        fail(token, "',', ')' or identifier");
      }
    }
  }

  function valueSet(): string[] {
    const open = next();
    if (open.text !== '(') throw new SelectorSyntaxError(`found '${open.text}' expected: '('`);
    if (peek().text === ')') {
      next();
      return [''];
    }
    const values = identifiers();
    const close = next();
    if (close.text !== ')') throw new SelectorSyntaxError(`found '${close.text}', expected: ')'`);
    return [...new Set(values)];
  }

  function exactValue(): string[] {
    const token = peek();
    if (token.kind === 'end' || token.text === ',') return [''];
    if (token.kind !== 'identifier') fail(token, 'identifier');
    return [next().text];
  }

  function requirement(): LabelRequirement {
    const negated = peek().text === '!';
    if (negated) next();
    const key = next();
    if (key.kind !== 'identifier') fail(key, 'identifier');
    if (negated) return { key: key.text, operator: '!', values: [] };
    const after = peek();
    if (after.kind === 'end' || after.text === ',') return { key: key.text, operator: 'exists', values: [] };
    const operator = BINARY[next().text];
    if (operator === undefined) return fail(after, BINARY_NAMES);
    const values = operator === 'in' || operator === 'notin' ? valueSet() : exactValue();
    return { key: key.text, operator, values };
  }

  /** What is wrong within a requirement is said so; what is wrong around it is not. */
  function named(parse: () => LabelRequirement): LabelRequirement {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof SelectorSyntaxError)) throw error;
      throw new SelectorSyntaxError(`unable to parse requirement: ${error.message}`);
    }
  }

  return function requirements(): LabelRequirement[] {
    const found: LabelRequirement[] = [];
    if (peek().kind === 'end') return found;
    for (;;) {
      const start = peek();
      if (start.kind !== 'identifier' && start.text !== '!') fail(start, "!, identifier, or 'end of string'");
      found.push(named(requirement));
      const separator = next();
      if (separator.kind === 'end') return found;
      if (separator.text !== ',') fail(separator, "',' or 'end of string'");
      const following = peek();
      if (following.kind !== 'identifier' && following.text !== '!') fail(following, "identifier after ','");
    }
  };
}

/** Parses without validating keys and values; `error` is set when the text is no selector. */
export function parseRequirements(text: string): { requirements: LabelRequirement[]; error?: string } {
  try {
    return { requirements: createParser(tokenize(text))() };
  } catch (error) {
    if (error instanceof SelectorSyntaxError) return { requirements: [], error: error.message };
    throw error;
  }
}
