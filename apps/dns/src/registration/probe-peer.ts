import { exchange } from '../upstreams/exchange';
import { RECORD_TYPE, RCODE } from '../wire/constants';
import { keyOf } from '../wire/names';
import { plainQuestion } from '../wire/query';

const TIMEOUT_MS = 2000;

/** Whether a DNS server for the zone answers there, be it only that it does not know yet. */
export async function probePeer(peer: { address: string; port: number }, zoneName: string): Promise<boolean> {
  try {
    const answer = await exchange(plainQuestion(keyOf(`dns-version.${zoneName}`), RECORD_TYPE.TXT), peer, TIMEOUT_MS);
    return (answer.readUInt16BE(2) & 0xf) !== RCODE.refused;
  } catch {
    return false;
  }
}
