import type { AnswerBody } from '../../wire/answer-body';
import { FLAG, RCODE_MASK, RECORD_TYPE } from '../../wire/constants';
import { layoutOf } from '../../wire/message-layout';

/**
 * The part of an upstream's answer that fits any spelling of the question. Its question is as long as ours, so
 * pointers stay right; OPT is between it and us and goes. Throws RangeError for a broken message.
 */
export function upstreamAnswer(message: Buffer): AnswerBody {
  const { records, questionEnd } = layoutOf(message);
  const opt = records.find(({ type, section }) => type === RECORD_TYPE.OPT && section === 'additional');
  const behindOpt = opt && opt.end < message.length;
  const counted = (section: string) => records.filter((record) => record.section === section).length;
  // Pointers into what follows OPT would be off by its length, so whatever follows it goes too. Nothing does in practice.
  const end = opt ? opt.start : (records.at(-1)?.end ?? questionEnd);
  const dropped = behindOpt ? records.filter(({ start }) => start >= opt.start).length : opt ? 1 : 0;
  return {
    flags: message.readUInt16BE(2) & (RCODE_MASK | FLAG.authenticData | FLAG.truncated),
    answers: counted('answer'),
    authorities: counted('authority'),
    additionals: counted('additional') - dropped,
    body: Buffer.from(message.subarray(questionEnd, end)),
  };
}
