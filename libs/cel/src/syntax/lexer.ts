/** What is wrong with a text, and where. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

export interface Token {
  kind: 'identifier' | 'quoted' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'punctuation' | 'end';
  text: string;
  at: number;
  /** Of a text: what it stands for. */
  value?: string;
  bytes?: Uint8Array;
}

const PUNCTUATION = [
  '&&', '||', '==', '!=', '<=', '>=', '+', '-', '*', '/', '%', '!', '<', '>', '?', ':', ',', '.', '(', ')', '[', ']', '{', '}',
]; // prettier-ignore

const NUMBER = /0x[0-9a-fA-F]+[uU]?|(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)|\d+[uU]?/y;
const IDENTIFIER = /[_a-zA-Z]\w*/y;
const SPACE = /(?:\s|\/\/[^\n]*)+/y;
const STRING = /(?:[rRbB]|[rR][bB]|[bB][rR])?(?:"""|'''|"|')/y;

/** The tokens of an expression, the last of which is its end. @throws SyntaxProblem. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0];
  };
  for (;;) {
    at += match(SPACE)?.length ?? 0;
    if (at >= text.length) break;
    const opening = match(STRING);
    if (opening !== undefined) {
      const { token, end } = stringToken(text, at, opening);
      tokens.push(token);
      at = end;
      continue;
    }
    const number = /[\d.]/.test(text[at]!) ? match(NUMBER) : undefined;
    const identifier = number === undefined ? match(IDENTIFIER) : undefined;
    if (number !== undefined) tokens.push({ kind: numberKind(number), text: number, at });
    else if (identifier !== undefined) tokens.push({ kind: 'identifier', text: identifier, at });
    else if (text[at] === '`') tokens.push(quotedIdentifier(text, at));
    else {
      const found = PUNCTUATION.find((one) => text.startsWith(one, at));
      if (found === undefined) throw new SyntaxProblem(`Syntax error: token recognition error at: '${text[at]}'`, at);
      tokens.push({ kind: 'punctuation', text: found, at });
    }
    at += tokens.at(-1)!.text.length;
  }
  tokens.push({ kind: 'end', text: '<EOF>', at });
  return tokens;
}

function numberKind(text: string): Token['kind'] {
  if (/[uU]$/.test(text)) return 'uint';
  return /^0x/.test(text) || /^\d+$/.test(text) ? 'int' : 'double';
}

function quotedIdentifier(text: string, at: number): Token {
  const end = text.indexOf('`', at + 1);
  const name = end < 0 ? '' : text.slice(at + 1, end);
  if (!/^[\w./ -]+$/.test(name)) throw new SyntaxProblem("Syntax error: token recognition error at: '`'", at);
  return { kind: 'quoted', text: text.slice(at, end + 1), value: name, at };
}

function stringToken(text: string, at: number, opening: string): { token: Token; end: number } {
  const prefix = /^[rRbB]*/.exec(opening)![0].toLowerCase();
  const quote = opening.slice(prefix.length);
  const isRaw = prefix.includes('r');
  let end = at + opening.length;
  while (!text.startsWith(quote, end)) {
    if (end >= text.length || (quote.length === 1 && /[\r\n]/.test(text[end]!)))
      throw new SyntaxProblem(`Syntax error: token recognition error at: '${text.slice(at, at + 20)}'`, at);
    end += !isRaw && text[end] === '\\' ? 2 : 1;
  }
  const body = text.slice(at + opening.length, end);
  const token: Token = { kind: 'string', text: text.slice(at, end + quote.length), at };
  if (prefix.includes('b')) Object.assign(token, { kind: 'bytes', bytes: bytesIn(body, isRaw, at) });
  else token.value = isRaw ? body : unescape(body, at);
  return { token, end: end + quote.length };
}

const ESCAPES: Record<string, string> = {
  a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\', '?': '?', '"': '"', "'": "'", '`': '`',
}; // prettier-ignore
const ESCAPE =
  /\\(?:x([0-9a-fA-F]{2})|X([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|([^xXuU0-9]))/y;

function* pieces(body: string, at: number): Generator<{ code: number; isByte: boolean } | string> {
  for (let index = 0; index < body.length;) {
    if (body[index] !== '\\') {
      const character = String.fromCodePoint(body.codePointAt(index)!);
      yield character;
      index += character.length;
      continue;
    }
    ESCAPE.lastIndex = index;
    const found = ESCAPE.exec(body);
    const simple = found?.[6] === undefined ? undefined : ESCAPES[found[6]];
    if (!found || (found[6] !== undefined && simple === undefined))
      throw new SyntaxProblem('Syntax error: invalid escape sequence', at);
    const hex = found[1] ?? found[2] ?? found[3] ?? found[4];
    if (simple !== undefined) yield simple;
    else {
      const code = hex === undefined ? parseInt(found[5]!, 8) : parseInt(hex, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
        throw new SyntaxProblem('invalid unicode code point', at);
      yield { code, isByte: found[3] === undefined && found[4] === undefined };
    }
    index += found[0].length;
  }
}

const unescape = (body: string, at: number): string =>
  [...pieces(body, at)].map((piece) => (typeof piece === 'string' ? piece : String.fromCodePoint(piece.code))).join('');

function bytesIn(body: string, isRaw: boolean, at: number): Uint8Array {
  if (isRaw) return Buffer.from(body);
  return Buffer.concat(
    [...pieces(body, at)].map((piece) =>
      typeof piece === 'string' || !piece.isByte
        ? Buffer.from(typeof piece === 'string' ? piece : String.fromCodePoint(piece.code))
        : Buffer.from([piece.code]),
    ),
  );
}
