import { CLASS_IN, FLAG, HEADER_BYTES, OPCODE_MASK, RCODE, RECORD_TYPE } from './constants';
import { layoutOf } from './message-layout';
import { foldCase, type NameKey } from './names';

export interface Edns {
  udpBytes: number;
  version: number;
  dnssecOk: boolean;
}

/** A question as it came in, located but not decoded: most are answered by a lookup of the key. */
export interface Query {
  readonly packet: Buffer;
  readonly transport: 'udp' | 'tcp';
  /** The address of who asks; empty for this server itself. */
  readonly client: string;
  readonly id: number;
  readonly flags: number;
  readonly key: NameKey;
  readonly type: number;
  readonly class: number;
  /** First byte after the question in `packet`. */
  readonly questionEnd: number;
  readonly edns?: Edns;
}

/** The query; or the rcode to refuse it with; or undefined when it must not be answered at all. */
export function parseQuery(packet: Buffer, transport: Query['transport'], client = ''): Query | number | undefined {
  if (packet.length < HEADER_BYTES) return undefined;
  const flags = packet.readUInt16BE(2);
  // Answering an answer would let two servers talk for ever.
  if (flags & FLAG.response) return undefined;
  if (flags & OPCODE_MASK) return RCODE.notImp;
  if (packet.readUInt16BE(4) !== 1) return RCODE.formErr;

  const nameEnd = questionNameEnd(packet);
  if (nameEnd === undefined || nameEnd + 4 > packet.length) return RCODE.formErr;
  const questionEnd = nameEnd + 4;
  let edns: Edns | undefined;
  if (packet.readUInt16BE(10) > 0) {
    try {
      edns = ednsOf(packet, questionEnd);
    } catch {
      return RCODE.formErr;
    }
  }
  return {
    packet,
    transport,
    client,
    id: packet.readUInt16BE(0),
    flags,
    key: foldCase(packet.toString('latin1', HEADER_BYTES, nameEnd)),
    type: packet.readUInt16BE(nameEnd),
    class: packet.readUInt16BE(nameEnd + 2),
    questionEnd,
    ...(edns && { edns }),
  };
}

/** A question of our own, from nobody in particular. */
export function plainQuestion(key: NameKey, type: number): Query {
  const packet = Buffer.alloc(HEADER_BYTES);
  packet.writeUInt16BE(FLAG.recursionDesired, 2);
  return questionFor(
    {
      packet,
      transport: 'udp',
      client: '',
      id: 0,
      flags: FLAG.recursionDesired,
      key,
      type,
      class: CLASS_IN,
      questionEnd: HEADER_BYTES,
    },
    key,
  );
}

/** The question about another name, with the client's wishes (EDNS, recursion, checking) as they were. */
export function questionFor(query: Query, key: NameKey, type = query.type): Query {
  const packet = Buffer.alloc(HEADER_BYTES + key.length + 4);
  query.packet.copy(packet, 0, 0, 4);
  packet.writeUInt16BE(1, 4);
  packet.write(key, HEADER_BYTES, 'latin1');
  packet.writeUInt16BE(type, HEADER_BYTES + key.length);
  packet.writeUInt16BE(query.class, HEADER_BYTES + key.length + 2);
  return { ...query, packet, key, type, questionEnd: packet.length };
}

function questionNameEnd(packet: Buffer): number | undefined {
  let at = HEADER_BYTES;
  while (at < packet.length) {
    const length = packet[at]!;
    if (length === 0) return at + 1 - HEADER_BYTES <= 255 ? at + 1 : undefined;
    // There is nothing before the question that a pointer could lead to.
    if (length > 63) return undefined;
    at += 1 + length;
  }
  return undefined;
}

function ednsOf(packet: Buffer, questionEnd: number): Edns | undefined {
  // Nearly always OPT is the only record, right behind the question.
  if (
    packet.readUInt32BE(6) === 0 &&
    packet[questionEnd] === 0 &&
    packet.readUInt16BE(questionEnd + 1) === RECORD_TYPE.OPT
  ) {
    if (questionEnd + 11 > packet.length) throw new RangeError('OPT is cut off');
    return ednsAt(packet, questionEnd + 1);
  }
  const place = layoutOf(packet).records.find(
    ({ type, section }) => type === RECORD_TYPE.OPT && section === 'additional',
  );
  return place && ednsAt(packet, place.ttlAt - 4);
}

function ednsAt(packet: Buffer, typeAt: number): Edns {
  const extended = packet.readUInt32BE(typeAt + 4);
  return {
    udpBytes: packet.readUInt16BE(typeAt + 2),
    version: (extended >> 16) & 0xff,
    dnssecOk: (extended & 0x8000) !== 0,
  };
}
