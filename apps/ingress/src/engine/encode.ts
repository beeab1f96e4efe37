// Text of users in the engine's files: after this nothing of it can be taken for syntax.

/** Left as they are wherever text stands; each other byte is written as its code. */
const PLAIN = /^[A-Za-z0-9_.:/-]*$/;

/** One word of the configuration: bytes that could mean something are written as `\xHH`, which the engine reads as the byte. */
export function encodeWord(text: string): string {
  if (text === '') return '""';
  if (PLAIN.test(text)) return text;
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return PLAIN.test(character) ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

/** Text where the engine would look for expressions (`%[…]`): it stands for itself. */
export const encodeFormat = (text: string): string => encodeWord(text.replaceAll('%', '%%'));

/** As the path of a request may come over the wire: RFC 3986's characters of a path, and `%` as it may begin an escape already. */
const PATH_CHARACTER = /^[\w.~!$&'()*+,;=:@/%-]$/;

/**
 * The forms in which a client may write a path of a rule: with everything escaped that RFC 3986 does not allow there, and as it
 * is where a sloppy client can send it. None holds a blank, a control character or a byte beyond ASCII. Escapes of the path are
 * left as they are, as are those of requests.
 */
export function pathForms(path: string): string[] {
  const bytes = [...Buffer.from(path, 'utf8')];
  const escaped = bytes
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return PATH_CHARACTER.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
  const isSendable = bytes.every((byte) => byte > 0x20 && byte < 0x7f) && !/[?#]/.test(path);
  return isSendable && escaped !== path ? [escaped, path] : [escaped];
}

const MAP_KEY = /^[!-~]+$/;

/**
 * A file of a map: a line for each pair.
 * @throws Error for a key or value that would not be read back as it is; callers encode before.
 */
export function mapFile(entries: Iterable<readonly [key: string, value: string]>): string {
  const lines: string[] = [];
  for (const [key, value] of entries) {
    if (!MAP_KEY.test(key) || key.startsWith('#') || !MAP_KEY.test(value))
      throw new Error(`${JSON.stringify([key, value])} cannot stand in a map`);
    lines.push(`${key} ${value}\n`);
  }
  return lines.join('');
}
