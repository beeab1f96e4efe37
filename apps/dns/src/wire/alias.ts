import * as dnsPacket from 'dns-packet';
import { answerBody, rcodeOf, type AnswerBody } from './answer-body';
import { RCODE } from './constants';
import { nameOfKey } from './names';
import type { Query } from './query';
import type { EncodableRecord } from './record-encoding';
import { render } from './render';

/**
 * An answer saying that the name asked for is an alias of what `target` asked, followed by the target's own answer.
 * When the target could not be resolved the alias stands alone.
 */
export function aliasAnswer(target: Query, found: AnswerBody, ttl: number): AnswerBody {
  const alias: EncodableRecord = { type: 'CNAME', ttl, data: nameOfKey(target.key) };
  if (rcodeOf(found) !== RCODE.noError) return answerBody({ answers: [alias] });
  // Over TCP nothing is cut; without EDNS there is no OPT to be taken for a record.
  const { edns: _, ...bare } = target;
  const message = dnsPacket.decode(render({ ...bare, transport: 'tcp' }, found));
  return answerBody({
    answers: [alias, ...(message.answers ?? []).map(recordOf)],
    authorities: (message.authorities ?? []).map(recordOf),
  });
}

function recordOf(answer: dnsPacket.Answer): EncodableRecord {
  return {
    owner: answer.name,
    type: answer.type,
    ttl: ('ttl' in answer ? answer.ttl : undefined) ?? 0,
    data: 'data' in answer ? answer.data : undefined,
  };
}
