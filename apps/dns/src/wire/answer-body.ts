import { encodeRecord, type EncodableRecord } from './record-encoding';
import { FLAG, RCODE } from './constants';

/**
 * An answer without what belongs to one query: everything behind the question, ready to send. Compression pointers
 * in it lead to the question's name, so it fits every spelling of that name and no other name.
 */
export interface AnswerBody {
  /** Response code and the flags that come from whoever answers. */
  readonly flags: number;
  readonly answers: number;
  readonly authorities: number;
  readonly additionals: number;
  readonly body: Buffer;
  /** Set when the body begins with this many records of one length, whose order is turned with each answer. */
  readonly rotation?: { readonly count: number; readonly bytes: number };
}

const empty = Buffer.alloc(0);

/** An answer without records. */
export function bareAnswer(code: number, flags = 0): AnswerBody {
  return { flags: code | flags, answers: 0, authorities: 0, additionals: 0, body: empty };
}

export const serverFailure: AnswerBody = bareAnswer(RCODE.servFail);
export const refused: AnswerBody = bareAnswer(RCODE.refused);

export function rcodeOf({ flags }: AnswerBody): number {
  return flags & 0xf;
}

export interface Sections {
  answers?: readonly EncodableRecord[];
  authorities?: readonly EncodableRecord[];
  additionals?: readonly EncodableRecord[];
}

/** What is left of the largest message beside a header, the longest question and OPT. */
const MOST_BODY_BYTES = 65_535 - 12 - 259 - 11;

/** Encodes records as long as they fit; whoever has more of them than a message holds is answered with some. */
function encodeFitting(records: readonly EncodableRecord[], roomBytes: number): Buffer[] {
  const encoded: Buffer[] = [];
  let bytes = 0;
  for (const record of records) {
    const one = encodeRecord(record);
    bytes += one.length;
    if (bytes > roomBytes) break;
    encoded.push(one);
  }
  return encoded;
}

const bytesOf = (encoded: readonly Buffer[]): number => encoded.reduce((sum, { length }) => sum + length, 0);

/** Encodes the sections; authoritative unless `flags` says otherwise. */
export function answerBody(
  { answers = [], authorities = [], additionals = [] }: Sections,
  flags: number = FLAG.authoritative,
): AnswerBody {
  const answered = encodeFitting(answers, MOST_BODY_BYTES);
  const authority = encodeFitting(authorities, MOST_BODY_BYTES - bytesOf(answered));
  const additional = encodeFitting(additionals, MOST_BODY_BYTES - bytesOf(answered) - bytesOf(authority));
  const bytes = answered[0]?.length ?? 0;
  const sameOwnerAndLength =
    answered.length > 1 &&
    answered.every(({ length }) => length === bytes) &&
    answers.every(({ type, owner }) => owner === undefined && type === answers[0]!.type);
  return {
    flags,
    answers: answered.length,
    authorities: authority.length,
    additionals: additional.length,
    body: Buffer.concat([...answered, ...authority, ...additional]),
    ...(sameOwnerAndLength && { rotation: { count: answered.length, bytes } }),
  };
}
