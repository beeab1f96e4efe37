/** A block of a PEM text. */
export interface PemBlock {
  type: string;
  /** Whether lines such as `Proc-Type: 4` stand before the bytes. */
  hasHeaders: boolean;
  bytes: Buffer;
}

const BEGIN = '-----BEGIN ';
const END = '-----END ';
const DASHES = '-----';
const BASE64 = /^[A-Za-z0-9+/=]*$/;

/** The blocks of a text, one after the other; what is none is passed over. Linear in the text. */
export function* pemBlocks(text: string): Generator<PemBlock> {
  let end = -1;
  for (let begin = nextLine(text, BEGIN, 0); begin >= 0;) {
    const start = endOfLine(text, begin);
    // Known as long as it lies ahead, so that no part of the text is searched twice.
    if (end < start) end = nextLine(text, END, start);
    if (end < 0) return;
    const type = labelOf(text.slice(begin, start), BEGIN);
    const stop = endOfLine(text, end);
    const block =
      type !== undefined && type === labelOf(text.slice(end, stop), END)
        ? blockOf(type, text.slice(start, end))
        : undefined;
    if (block) yield block;
    begin = nextLine(text, BEGIN, block ? stop : start);
  }
}

function blockOf(type: string, inside: string): PemBlock | undefined {
  const lines = inside.split('\n').map((line) => line.trim());
  const headers = lines.filter((line) => line.includes(':')).length;
  const body = lines.slice(headers).join('');
  return BASE64.test(body) ? { type, hasHeaders: headers > 0, bytes: Buffer.from(body, 'base64') } : undefined;
}

function nextLine(text: string, start: string, from: number): number {
  if (from === 0 && text.startsWith(start)) return 0;
  const found = text.indexOf(`\n${start}`, Math.max(from - 1, 0));
  return found < 0 ? -1 : found + 1;
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found + 1;
}

function labelOf(line: string, start: string): string | undefined {
  const trimmed = line.trimEnd();
  return trimmed.endsWith(DASHES) ? trimmed.slice(start.length, -DASHES.length) : undefined;
}

/** `bytes` as a block of PEM. */
export function pemText(type: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`${BEGIN}${type}${DASHES}`, ...lines, `${END}${type}${DASHES}`, ''].join('\n');
}
