import type { AnswerBody } from '../../wire/answer-body';
import { RECORD_TYPE } from '../../wire/constants';
import { layoutOf } from '../../wire/message-layout';
import type { Query } from '../../wire/query';
import { render } from '../../wire/render';

export interface BodyRecord {
  section: 'answer' | 'authority' | 'additional';
  type: number;
  ttl: number;
  /** In the body, not in a message. */
  ttlOffset: number;
  /** Of a SOA, else 0. */
  minimum: number;
}

/** The records of an answer's body, as far as a cache has to know them. */
export function bodyRecords(query: Query, answer: AnswerBody): BodyRecord[] {
  const { edns: _, ...bare } = query;
  const message = render({ ...bare, transport: 'tcp' }, { ...answer });
  const { records, questionEnd } = layoutOf(message);
  return records
    .filter(({ type }) => type !== RECORD_TYPE.OPT)
    .map(({ section, type, ttlAt, end }) => ({
      section,
      type,
      ttl: message.readUInt32BE(ttlAt),
      ttlOffset: ttlAt - questionEnd,
      minimum: type === RECORD_TYPE.SOA ? message.readUInt32BE(end - 4) : 0,
    }));
}
