import { createTextScanner } from '../text/text-scanner';

/** A moment, and what it has below a second: up to nine digits. */
export interface GoTime {
  instantMs: number;
  fraction: string;
}

interface Layout {
  /** As Go writes it, in errors. */
  text: string;
  /** What follows the seconds. */
  fraction: { element: string; pattern: RegExp };
}

/** metav1.Time: with any fraction of a second, or none. */
export const RFC3339: Layout = {
  text: '2006-01-02T15:04:05Z07:00',
  fraction: { element: '', pattern: /(?:[.,]\d+)?/y },
};
/** metav1.MicroTime: with six digits. */
export const RFC3339_MICRO: Layout = {
  text: '2006-01-02T15:04:05.000000Z07:00',
  fraction: { element: '.000000', pattern: /[.,]\d{6}/y },
};

interface Element {
  /** What Go's layouts call it. */
  name: string;
  pattern: RegExp;
  /** What a number may be, and what Go says of another. */
  range?: [least: number, most: number, what: string];
}

const literal = (name: string): Element => ({ name, pattern: name === '-' ? /-/y : name === ':' ? /:/y : /T/y });
const ELEMENTS: Element[] = [
  { name: '2006', pattern: /\d{4}/y },
  literal('-'),
  { name: '01', pattern: /\d\d/y, range: [1, 12, 'month'] },
  literal('-'),
  { name: '02', pattern: /\d\d/y },
  literal('T'),
  { name: '15', pattern: /\d\d?/y, range: [0, 23, 'hour'] },
  literal(':'),
  { name: '04', pattern: /\d\d/y, range: [0, 59, 'minute'] },
  literal(':'),
  { name: '05', pattern: /\d\d/y, range: [0, 59, 'second'] },
];
const ZONE = /Z|[+-]\d\d:\d\d/y;
const MAX_FRACTION = 9;

/**
 * Reads a time as Go's time.Parse does, which is more lenient than RFC 3339: an hour of one digit, a comma before the
 * fraction, an offset of 24 hours pass. @throws Error with Go's words.
 */
export function parseGoTime(text: string, layout: Layout): GoTime {
  const scanner = createTextScanner(text);
  const fail = (message: string): never => {
    throw new Error(`parsing time ${quoted(text)}${message}`);
  };
  const take = (name: string, pattern: RegExp): string => {
    const { rest } = scanner;
    const found = scanner.take(pattern);
    if (found === '' && name !== '')
      fail(` as ${quoted(layout.text)}: cannot parse ${quoted(rest)} as ${quoted(name)}`);
    return found;
  };
  const inRange = (value: number, [least, most, what]: [number, number, string]) =>
    value < least || value > most ? fail(`: ${what} out of range`) : value;

  const [year, , month, , day, , hour, , minute, , second] = ELEMENTS.map(({ name, pattern, range }) => {
    const value = Number(take(name, pattern));
    return range ? inRange(value, range) : value;
  }) as [number, 0, number, 0, number, 0, number, 0, number, 0, number];
  const fraction = take(layout.fraction.element, layout.fraction.pattern).slice(1, 1 + MAX_FRACTION);
  const zone = take('Z07:00', ZONE);
  const offsetHours = inRange(Number(zone.slice(1, 3)), [0, 24, 'time zone offset hour']);
  const offsetMinutes = inRange(Number(zone.slice(4)), [0, 60, 'time zone offset minute']);
  if (!scanner.atEnd) fail(`: extra text: ${quoted(scanner.rest)}`);

  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC takes the years to 99 for those of the last century
  inRange(day, [1, date.getUTCMonth() === month - 1 ? day : 0, 'day']);
  const offsetMs = (offsetHours * 60 + offsetMinutes) * 60_000 * (zone.startsWith('-') ? -1 : 1);
  return { instantMs: date.setUTCHours(hour, minute, second) - offsetMs, fraction };
}

const isPlain = (text: string): boolean => /^[ !#-[\]-\x7f]*$/.test(text);
const [SPACE, QUOTE, BACKSLASH, LOWER_X, NOT_ASCII] = [0x20, 0x22, 0x5c, 0x78, 0x80];
const DIGITS = Buffer.from('0123456789abcdef');

/** As Go's time package quotes what it could not read: byte for byte. */
function quoted(text: string): string {
  if (isPlain(text)) return `"${text}"`;
  const bytes = Buffer.from(text);
  const into = Buffer.allocUnsafe(bytes.length * '\\x00'.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte < SPACE || byte >= NOT_ASCII) {
      into[length++] = BACKSLASH;
      into[length++] = LOWER_X;
      into[length++] = DIGITS[byte >> 4]!;
      into[length++] = DIGITS[byte & 15]!;
    } else {
      if (byte === QUOTE || byte === BACKSLASH) into[length++] = BACKSLASH;
      into[length++] = byte;
    }
  }
  return `"${into.toString('latin1', 0, length)}"`;
}
