import { FLAG, HEADER_BYTES, LARGEST_UDP_BYTES, PLAIN_UDP_BYTES, RCODE, RECORD_TYPE } from './constants';
import type { AnswerBody } from './answer-body';
import { layoutOf } from './message-layout';
import type { Query } from './query';

const OPT_BYTES = 11;
const LARGEST_TCP_BYTES = 65_535;

/** The largest message this client takes. */
function limitFor(query: Query): number {
  if (query.transport === 'tcp') return LARGEST_TCP_BYTES;
  return query.edns ? Math.min(Math.max(query.edns.udpBytes, PLAIN_UDP_BYTES), LARGEST_UDP_BYTES) : PLAIN_UDP_BYTES;
}

/** The whole message for this query: its id, its question letter by letter, the body, and OPT if it had one. `turn` picks the record that comes first. */
export function render(query: Query, answer: AnswerBody, turn = 0): Buffer {
  const { body } = answer;
  const opt = query.edns ? OPT_BYTES : 0;
  const length = query.questionEnd + body.length + opt;
  const message = Buffer.allocUnsafe(length);
  query.packet.copy(message, 0, 0, query.questionEnd);
  message.writeUInt16BE(
    FLAG.response |
      FLAG.recursionAvailable |
      (query.flags & (FLAG.recursionDesired | FLAG.checkingDisabled)) |
      (answer.flags & (FLAG.authoritative | FLAG.authenticData | FLAG.truncated | 0xf)),
    2,
  );
  message.writeUInt16BE(1, 4);
  message.writeUInt16BE(answer.answers, 6);
  message.writeUInt16BE(answer.authorities, 8);
  message.writeUInt16BE(answer.additionals + (query.edns ? 1 : 0), 10);
  copyTurned(answer, message, query.questionEnd, turn);
  if (query.edns) writeOpt(message, length - OPT_BYTES, query.edns.dnssecOk);
  return length <= limitFor(query) ? message : truncate(query, message);
}

/** A header that refuses what is not even a question; undefined when there is no id to answer to. */
export function renderRefusal(packet: Buffer, code: number): Buffer {
  const message = Buffer.alloc(HEADER_BYTES);
  packet.copy(message, 0, 0, 2);
  const asked = packet.readUInt16BE(2);
  message.writeUInt16BE(FLAG.response | (asked & (0x7800 | FLAG.recursionDesired)) | code, 2);
  return message;
}

/** The answer to an EDNS version there is not: BADVERS, whose upper bits are in OPT. */
export function renderBadVersion(query: Query): Buffer {
  const message = render(query, {
    flags: RCODE.badVers & 0xf,
    answers: 0,
    authorities: 0,
    additionals: 0,
    body: Buffer.alloc(0),
  });
  message.writeUInt8(RCODE.badVers >> 4, message.length - OPT_BYTES + 5);
  return message;
}

function copyTurned({ body, rotation }: AnswerBody, message: Buffer, at: number, turn: number): void {
  if (!rotation) {
    body.copy(message, at);
    return;
  }
  const all = rotation.count * rotation.bytes;
  const first = (turn % rotation.count) * rotation.bytes;
  body.copy(message, at, first, all);
  body.copy(message, at + all - first, 0, first);
  body.copy(message, at + all, all);
}

function writeOpt(message: Buffer, at: number, dnssecOk: boolean): void {
  message.writeUInt8(0, at);
  message.writeUInt16BE(RECORD_TYPE.OPT, at + 1);
  message.writeUInt16BE(LARGEST_UDP_BYTES, at + 3);
  message.writeUInt32BE(dnssecOk ? 0x8000 : 0, at + 5);
  message.writeUInt16BE(0, at + 9);
}

/**
 * Keeps whole records from the front, because some resolvers (musl before 1.2.4) use what is there and never ask
 * again over TCP. TC says that answers are missing; missing additionals alone are no reason for it.
 */
function truncate(query: Query, message: Buffer): Buffer {
  const room = limitFor(query) - (query.edns ? OPT_BYTES : 0);
  const counts = { answer: 0, authority: 0, additional: 0 };
  const { records, questionEnd } = layoutOf(message, room);
  let end = questionEnd;
  let missing = false;
  for (const record of records) {
    if (record.type === RECORD_TYPE.OPT) continue;
    if (record.end > room) {
      missing = record.section !== 'additional';
      break;
    }
    counts[record.section]++;
    end = record.end;
  }
  const result = Buffer.allocUnsafe(end + (query.edns ? OPT_BYTES : 0));
  message.copy(result, 0, 0, end);
  if (missing) result.writeUInt16BE(result.readUInt16BE(2) | FLAG.truncated, 2);
  result.writeUInt16BE(counts.answer, 6);
  result.writeUInt16BE(counts.authority, 8);
  result.writeUInt16BE(counts.additional + (query.edns ? 1 : 0), 10);
  if (query.edns) writeOpt(result, end, query.edns.dnssecOk);
  return result;
}
