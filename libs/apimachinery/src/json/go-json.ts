const [LESS, GREATER, AND] = [0x3c, 0x3e, 0x26];
/** U+2028 and U+2029 are three bytes in UTF-8, of which these are the first. */
const [FIRST, SECOND] = [0xe2, 0x80];
const [LINE, PARAGRAPH] = [0xa8, 0xa9];

const BEGINS_ESCAPED = new Uint8Array(256);
for (const byte of [LESS, GREATER, AND, FIRST]) BEGINS_ESCAPED[byte] = 1;

const ESCAPES = new Map(
  [LESS, GREATER, AND, 0x2028, 0x2029].map((character) => [
    character,
    Buffer.from(`\\u${character.toString(16).padStart(4, '0')}`),
  ]),
);
const ESCAPE_LENGTH = '\\u003c'.length;

/** The native searches take next to nothing; most texts need no closer look. */
const mayHoldEscaped = (json: Buffer): boolean =>
  json.includes(LESS) || json.includes(GREATER) || json.includes(AND) || json.includes(FIRST);

/** The character that begins with one of the bytes above, if it is one that Go escapes; else 0. */
function escapedAt(json: Buffer, at: number): number {
  const byte = json[at]!;
  if (byte !== FIRST) return byte;
  if (json[at + 1] !== SECOND) return 0;
  const last = json[at + 2];
  return last === LINE ? 0x2028 : last === PARAGRAPH ? 0x2029 : 0;
}

const lengthOf = (character: number): number => (character > 0xff ? 3 : 1);

/**
 * JSON as Go writes it: `<`, `>`, `&`, U+2028 and U+2029, which can only stand in texts, are escaped. The same bytes where there
 * are none.
 */
export function goJson(json: Buffer): Buffer {
  if (!mayHoldEscaped(json)) return json;
  let size = json.length;
  for (let at = 0; at < json.length; at++) {
    if (BEGINS_ESCAPED[json[at]!] === 0) continue;
    const character = escapedAt(json, at);
    if (character !== 0) size += ESCAPE_LENGTH - lengthOf(character);
  }
  if (size === json.length) return json;
  const written = Buffer.allocUnsafeSlow(size);
  for (let at = 0, to = 0; at < json.length; at++) {
    const byte = json[at]!;
    const character = BEGINS_ESCAPED[byte] === 0 ? 0 : escapedAt(json, at);
    if (character === 0) written[to++] = byte;
    else {
      const escape = ESCAPES.get(character)!;
      for (let index = 0; index < ESCAPE_LENGTH; index++) written[to++] = escape[index]!;
      at += lengthOf(character) - 1;
    }
  }
  return written;
}

/** {@link goJson} of a text. */
export const goJsonText = (json: string): string =>
  /[<>&\u2028\u2029]/.test(json) ? goJson(Buffer.from(json)).toString() : json;
