const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const TYPE = new RegExp(`^${TOKEN}(?:/${TOKEN})?$`);
const PARAMETER = new RegExp(`;\\s*${TOKEN}\\s*=\\s*(?:${TOKEN}|"(?:[^"\\\\\\r\\n]|\\\\.)*")\\s*`, 'y');

/**
 * The media type of a header without its parameters, in lower case; undefined where it is none, or one of its parameters is none.
 * @see https://pkg.go.dev/mime#ParseMediaType
 */
export function mediaType(header: string): string | undefined {
  const end = header.indexOf(';');
  let at = end < 0 ? header.length : end;
  const type = header.slice(0, at).trim().toLowerCase();
  if (!TYPE.test(type)) return undefined;
  PARAMETER.lastIndex = at;
  while (PARAMETER.test(header)) at = PARAMETER.lastIndex;
  return ['', ';'].includes(header.slice(at).trim()) ? type : undefined;
}
