/** One value of ASN.1's distinguished encoding. */
export interface DerValue {
  tag: number;
  content: Buffer;
  /** With tag and length. */
  whole: Buffer;
}

export const DER_TAGS = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  sequence: 0x30,
  set: 0x31,
} as const;

const LONG_FORM = 0x80;
const MAX_LENGTH_BYTES = 4;

/** The values that stand one after the other in the bytes. @throws Error for what is no DER. */
export function derValues(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at]!;
    const first = bytes[at + 1];
    if (first === undefined) throw new Error('asn1: syntax error: data truncated');
    let start = at + 2;
    let length = first;
    if (first >= LONG_FORM) {
      const count = first - LONG_FORM;
      if (count === 0 || count > MAX_LENGTH_BYTES || start + count > bytes.length)
        throw new Error('asn1: syntax error: invalid length');
      length = bytes.readUIntBE(start, count);
      start += count;
    }
    const end = start + length;
    if (end > bytes.length) throw new Error('asn1: syntax error: data truncated');
    values.push({ tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return values;
}

/** The values in a value of that tag. @throws Error when it is another one. */
export function derChildren(value: DerValue | undefined, tag: number = DER_TAGS.sequence): DerValue[] {
  if (value?.tag !== tag) throw new Error("asn1: structure error: tags don't match");
  return derValues(value.content);
}

/** `1.2.840.113549` */
export function oidText({ content }: DerValue): string {
  const numbers: number[] = [];
  let number = 0;
  for (const byte of content) {
    number = number * 128 + (byte & 0x7f);
    if (byte < LONG_FORM) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(Math.floor(first / 40), 2);
  return [root, first - root * 40, ...rest].join('.');
}

const SHORT_FORM = 0x7f;

/** One value with its tag and length. */
export function derValue(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length <= SHORT_FORM) return Buffer.concat([Buffer.of(tag, content.length), content]);
  const length = Buffer.from(content.length.toString(16).padStart(8, '0'), 'hex');
  const significant = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.of(tag, LONG_FORM + significant.length), significant, content]);
}
