/** A message as protobuf's text format writes it: each field with all that it was given. */
export type Message = ReadonlyMap<string, readonly Field[]>;
export type Field = string | Buffer | Message;

const TOKEN =
  /\s+|#[^\n]*|(?<punctuation>[{}:[\],;<>])|(?<quoted>"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')|(?<word>[^\s{}:[\],;<>"'#]+)/y;

interface Token {
  kind: 'punctuation' | 'quoted' | 'word';
  text: string;
}

function* tokensOf(text: string): Generator<Token> {
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    const { groups } = TOKEN.exec(text) ?? failed(`no token at ${at}: ${text.slice(at, at + 20)}`);
    for (const kind of ['punctuation', 'quoted', 'word'] as const)
      if (groups![kind] !== undefined) yield { kind, text: groups![kind] };
  }
}

function failed(problem: string): never {
  throw new Error(problem);
}

const ESCAPE = /\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/g;
const SIMPLE: Record<string, string> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** What a quoted text stands for: bytes, for its escapes may be no characters. */
function unquoted(text: string): Buffer {
  const pieces: Buffer[] = [];
  let end = 1;
  for (const found of text.matchAll(ESCAPE)) {
    const [all, octal, hex, short, long, simple] = found;
    pieces.push(Buffer.from(text.slice(end, found.index)));
    const code = octal === undefined ? parseInt(hex ?? short ?? long ?? '0', 16) : parseInt(octal, 8);
    if (simple !== undefined) pieces.push(Buffer.from(SIMPLE[simple] ?? simple));
    else pieces.push((short ?? long) ? Buffer.from(String.fromCodePoint(code)) : Buffer.from([code]));
    end = found.index + all.length;
  }
  return Buffer.concat([...pieces, Buffer.from(text.slice(end, -1))]);
}

/** Reads a file of protobuf's text format: what CEL's conformance data are written in, without their schema. */
export function parseTextFormat(text: string): Message {
  const tokens = [...tokensOf(text)];
  let next = 0;
  const is = (punctuation: string): boolean =>
    tokens[next]?.kind === 'punctuation' && tokens[next]!.text === punctuation;
  const take = (punctuation: string): boolean => is(punctuation) && next++ >= 0;

  const name = (): string => {
    if (!take('[')) return tokens[next++]!.text;
    let url = '';
    while (!take(']')) url += tokens[next++]!.text;
    return url;
  };
  const value = (): Field => {
    if (take('{')) return message('}');
    if (tokens[next]!.kind === 'word') return tokens[next++]!.text;
    const parts: Buffer[] = [];
    while (tokens[next]?.kind === 'quoted') parts.push(unquoted(tokens[next++]!.text));
    return parts.length > 0 ? Buffer.concat(parts) : failed(`no value at ${tokens[next]!.text}`);
  };
  const values = (): Field[] => {
    if (!take('[')) return [value()];
    const found: Field[] = [];
    while (!take(']')) {
      found.push(value());
      take(',');
    }
    return found;
  };
  const message = (end: string | undefined): Message => {
    const fields = new Map<string, Field[]>();
    while (end === undefined ? next < tokens.length : !take(end)) {
      if (next >= tokens.length) failed('a message does not end');
      const field = name();
      take(':');
      fields.set(field, [...(fields.get(field) ?? []), ...values()]);
      if (!take(',')) take(';');
    }
    return fields;
  };
  return message(undefined);
}

export const messagesOf = (message: Message | undefined, field: string): Message[] =>
  (message?.get(field) ?? []).filter((one): one is Message => one instanceof Map);
export const messageOf = (message: Message | undefined, field: string): Message | undefined =>
  messagesOf(message, field)[0];
export function textOf(message: Message | undefined, field: string): string | undefined {
  const found = message?.get(field)?.[0];
  return found === undefined || found instanceof Map ? undefined : String(found as string | Buffer);
}
