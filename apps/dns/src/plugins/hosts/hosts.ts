import type { HostNames } from '../../configuration/names';
import { addressType, reverseName } from '../../wire/address-names';
import { answerBody, bareAnswer, type AnswerBody } from '../../wire/answer-body';
import { FLAG, RCODE, RECORD_TYPE } from '../../wire/constants';
import { keyOf, type NameKey } from '../../wire/names';
import type { EncodableRecord } from '../../wire/record-encoding';
import type { DnsPlugin } from '../plugin';

const noData = bareAnswer(RCODE.noError, FLAG.authoritative);

/**
 * Names with addresses of the user's own, and their reverse, as a hosts file has them. A name with an address of one family has
 * none of the other; for all other types it is asked of the upstreams.
 */
export function hosts({ hosts: entries, ttl }: { hosts: readonly HostNames[]; ttl: number }): DnsPlugin {
  const records = new Map<NameKey, Map<string, EncodableRecord>>();
  const add = (name: string, record: EncodableRecord) => {
    const key = keyOf(name);
    records.set(key, (records.get(key) ?? new Map()).set(JSON.stringify(record), record));
  };
  for (const { address, names } of entries) {
    for (const name of names) add(name, { type: addressType(address), ttl, data: address });
    add(reverseName(address)!, { type: 'PTR', ttl, data: names[0]! });
  }
  const answers = new Map<NameKey, Map<number, AnswerBody>>();
  for (const [key, own] of records) {
    const types = new Map<number, AnswerBody>();
    for (const type of ['A', 'AAAA', 'PTR'] as const) {
      const ofType = [...own.values()].filter((record) => record.type === type);
      if (ofType.length > 0) types.set(RECORD_TYPE[type], answerBody({ answers: ofType }));
    }
    answers.set(key, types);
  }
  return {
    name: 'hosts',
    serve(query, next) {
      const own = answers.get(query.key);
      if (!own) return next(query);
      const isAddress = query.type === RECORD_TYPE.A || query.type === RECORD_TYPE.AAAA;
      return own.get(query.type) ?? (isAddress ? noData : next(query));
    },
  };
}
