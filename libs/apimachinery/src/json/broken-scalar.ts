/** Where a scalar goes wrong, in the words of Go's scanner. */
export interface BrokenScalar {
  position: number;
  context: string;
  /** The end of the text is told as a space there. */
  endIsSpace?: true;
}

const LITERALS = ['true', 'false', 'null'];
const ESCAPED = '"\\/bfnrtu';

const inEscape = (position: number, context: string): BrokenScalar => ({ position, context, endIsSpace: true });

/** What is wrong with the scalar that begins at `from`, which is none as it stands there. */
export function brokenScalar(text: string, from: number): BrokenScalar {
  const first = text[from];
  if (first === '"') return brokenString(text, from + 1);
  const literal = LITERALS.find((one) => one.startsWith(first ?? ' '));
  if (literal) return brokenLiteral(text, from, literal);
  if (first === '-') return { position: from + 1, context: 'in numeric literal', endIsSpace: true };
  return { position: from, context: 'looking for beginning of value' };
}

function brokenString(text: string, from: number): BrokenScalar {
  for (let position = from; position < text.length; position++) {
    if (text[position]! < ' ') return { position, context: 'in string literal' };
    if (text[position] !== '\\') continue;
    const escape = text[++position];
    if (escape === undefined || !ESCAPED.includes(escape)) return inEscape(position, 'in string escape code');
    if (escape !== 'u') continue;
    for (let digit = 0; digit < 4; digit++)
      if (!/[0-9a-f]/i.test(text[++position] ?? ''))
        return inEscape(position, String.raw`in \u hexadecimal character escape`);
  }
  return { position: text.length, context: '' };
}

function brokenLiteral(text: string, from: number, literal: string): BrokenScalar {
  let same = 1;
  while (text[from + same] === literal[same]) same++;
  return {
    position: from + same,
    context: `in literal ${literal} (expecting ${quoted(literal[same]!)})`,
    endIsSpace: true,
  };
}

/** What is wrong with a number that goes on at `position` in a way that none does; undefined where it just ends. */
export function brokenNumber(text: string, position: number): BrokenScalar | undefined {
  if (text[position] === '.')
    return { position: position + 1, context: 'after decimal point in numeric literal', endIsSpace: true };
  if (text[position] !== 'e' && text[position] !== 'E') return undefined;
  const next = position + (/[+-]/.test(text[position + 1] ?? '') ? 2 : 1);
  return { position: next, context: 'in exponent of numeric literal', endIsSpace: true };
}

/** The first byte of a character, as Go quotes it. */
export function quoted(character: string): string {
  if (character === "'") return String.raw`'\''`;
  const byte = Buffer.from(character)[0]!;
  const escapes: Record<number, string> = { 7: 'a', 8: 'b', 9: 't', 10: 'n', 11: 'v', 12: 'f', 13: 'r', 0x5c: '\\' };
  if (escapes[byte]) return `'\\${escapes[byte]}'`;
  if (byte < 0x20 || byte === 0x7f) return `'\\x${byte.toString(16).padStart(2, '0')}'`;
  return `'${String.fromCharCode(byte)}'`;
}
