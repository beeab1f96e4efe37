import type { Next } from '../plugins/plugin';
import { refused } from '../wire/answer-body';
import { CLASS_ANY, CLASS_IN } from '../wire/constants';
import { parseQuery, type Query } from '../wire/query';
import { render, renderBadVersion, renderRefusal } from '../wire/render';

/** Answers a packet; undefined when it deserves none. A message rather than a promise of one where nothing has to be waited for. */
export type Respond = (
  packet: Buffer,
  transport: Query['transport'],
  client: string,
) => Buffer | Promise<Buffer> | undefined;

/** The edge of the chain: bytes in, bytes out. */
export function createRespond(answer: Next): Respond {
  let turn = 0;
  return (packet, transport, client) => {
    const query = parseQuery(packet, transport, client);
    if (query === undefined) return undefined;
    if (typeof query === 'number') return renderRefusal(packet, query);
    if (query.edns && query.edns.version > 0) return renderBadVersion(query);
    if (query.class !== CLASS_IN && query.class !== CLASS_ANY) return render(query, refused);
    const body = answer(query);
    return body instanceof Promise ? body.then((found) => render(query, found, turn++)) : render(query, body, turn++);
  };
}
