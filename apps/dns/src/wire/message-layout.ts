import { HEADER_BYTES } from './constants';

/** Where a resource record lies in a message. */
export interface RecordPlace {
  section: 'answer' | 'authority' | 'additional';
  type: number;
  start: number;
  /** Of the 32-bit TTL. */
  ttlAt: number;
  dataAt: number;
  end: number;
}

export interface MessageLayout {
  /** First byte after the question section. */
  questionEnd: number;
  records: RecordPlace[];
}

/** First byte after the name at `at`. Throws RangeError when it runs out of the message. */
function skipName(message: Buffer, at: number): number {
  for (;;) {
    const length = message.readUInt8(at);
    if (length === 0) return at + 1;
    if (length >= 0xc0) return at + 2;
    if (length > 63) throw new RangeError('label of an unknown kind');
    at += 1 + length;
  }
}

/** Walks a message, as far as the first record that ends behind `room`. Throws RangeError when it is cut off or inconsistent. */
export function layoutOf(message: Buffer, room = Infinity): MessageLayout {
  let at = HEADER_BYTES;
  for (let questions = message.readUInt16BE(4); questions > 0; questions--) at = skipName(message, at) + 4;
  if (at > message.length) throw new RangeError('question is cut off');
  const layout: MessageLayout = { questionEnd: at, records: [] };
  (['answer', 'authority', 'additional'] as const).forEach((section, index) => {
    for (let count = message.readUInt16BE(6 + 2 * index); count > 0 && at <= room; count--) {
      const start = at;
      const fixed = skipName(message, at);
      const dataAt = fixed + 10;
      const end = dataAt + message.readUInt16BE(fixed + 8);
      if (end > message.length) throw new RangeError('record is cut off');
      layout.records.push({ section, type: message.readUInt16BE(fixed), start, ttlAt: fixed + 4, dataAt, end });
      at = end;
    }
  });
  return layout;
}
