const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** How many members the objects of a JSON text have, repeated ones included. The text must be valid. */
export function membersInText(text: string): number {
  let members = 0;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    if (code === COLON) members++;
    else if (code === QUOTE) {
      position = text.indexOf('"', position + 1);
      while (isEscaped(text, position)) position = text.indexOf('"', position + 1);
    }
  }
  return members;
}

/** An odd number of backslashes before a quote makes it part of the string. */
function isEscaped(text: string, quote: number): boolean {
  let start = quote;
  while (text.charCodeAt(start - 1) === BACKSLASH) start--;
  return (quote - start) % 2 === 1;
}

/** How many members the objects of a parsed JSON value have. */
export function membersInValue(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let members = 0;
  if (Array.isArray(value)) {
    for (const item of value) members += membersInValue(item);
    return members;
  }
  for (const key of Object.keys(value)) members += 1 + membersInValue((value as Record<string, unknown>)[key]);
  return members;
}
