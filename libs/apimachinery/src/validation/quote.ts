const PLAIN = /^[ !#-[\]-~]*$/;
/** All that is neither a letter, mark, number, sign nor a space Go does not print as it is. */
const PRINTED = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;
/** What JSON would not escape just as Go does. */
const UNLIKE_JSON = /[^\p{L}\p{M}\p{N}\p{P}\p{S} \b\f\n\r\t]/u;

/**
 * A string in double quotes with what cannot be printed escaped, as Kubernetes prints values in messages.
 * @see https://pkg.go.dev/strconv#Quote
 */
export function quote(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  // Of a megabyte the engine has done it in a few milliseconds.
  return UNLIKE_JSON.test(text) ? `"${escaped(text)}"` : JSON.stringify(text);
}

/** By code, the letter behind the backslash. */
const LETTERS = new Map([...'"\\'].map((sign) => [sign.charCodeAt(0), sign.charCodeAt(0)]));
for (const [index, letter] of [...'abtnvfr'].entries()) LETTERS.set(7 + index, letter.charCodeAt(0));

const [BACKSLASH, SPACE, DELETE, REPLACEMENT, BEYOND_BMP] = [0x5c, 0x20, 0x7f, 0xfffd, 0x1_00_00];
const [LOWER_U, UPPER_U, LOWER_X] = [...'uUx'].map((letter) => letter.charCodeAt(0)) as [number, number, number];
const DIGITS = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));
/** Characters of a piece, and as many as one of them becomes at most. */
const [PIECE, LONGEST] = [4096, 10];

/** Numbers throughout: one text for each character of megabytes would take a second. */
function escaped(text: string): string {
  const pieces: string[] = [];
  const units = new Uint16Array((Math.min(text.length, PIECE) + 1) * LONGEST);
  let length = 0;
  const escape = (letter: number, code: number, digits: number) => {
    units[length++] = BACKSLASH;
    units[length++] = letter;
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4) units[length++] = DIGITS[(code >>> shift) & 15]!;
  };
  const add = (code: number) => {
    const letter = code < DELETE ? LETTERS.get(code) : undefined;
    if (letter !== undefined) escape(letter, 0, 0);
    else if (code < SPACE || code === DELETE) escape(LOWER_X, code, 2);
    // Half of a character is none.
    else if (code >= 0xd800 && code < 0xe000) units[length++] = REPLACEMENT;
    else if (!isPrinted(code)) escape(code < BEYOND_BMP ? LOWER_U : UPPER_U, code, code < BEYOND_BMP ? 4 : 8);
    else if (code < BEYOND_BMP) units[length++] = code;
    else {
      units[length++] = 0xd800 + ((code - BEYOND_BMP) >>> 10);
      units[length++] = 0xdc00 + (code & 0x3ff);
    }
  };
  for (let at = 0; at < text.length;) {
    const end = Math.min(at + PIECE, text.length);
    for (; at < end; at++) {
      const code = text.codePointAt(at)!;
      add(code);
      if (code >= BEYOND_BMP) at++;
    }
    pieces.push(Buffer.from(units.buffer, 0, 2 * length).toString('utf16le'));
    length = 0;
  }
  return pieces.join('');
}

const [UNKNOWN, YES, NO] = [0, 1, 2];
let known: Uint8Array | undefined;

function isPrinted(code: number): boolean {
  if (code < DELETE) return code >= SPACE;
  known ??= new Uint8Array(0x11_00_00);
  if (known[code] === UNKNOWN) known[code] = PRINTED.test(String.fromCodePoint(code)) ? YES : NO;
  return known[code] === YES;
}
