import * as dnsPacket from 'dns-packet';
import { HEADER_BYTES, QUESTION_POINTER } from './constants';

/** A record to be sent. Without an owner it belongs to the name that was asked for. */
export interface EncodableRecord {
  owner?: string;
  type: string;
  ttl: number;
  /** As dns-packet takes it: an address, a name, {priority, weight, port, target}, … */
  data: unknown;
}

const pointer = Buffer.from([QUESTION_POINTER >> 8, QUESTION_POINTER & 0xff]);

/** The record's bytes; an owner is written as a pointer to the question. */
export function encodeRecord({ owner, type, ttl, data }: EncodableRecord): Buffer {
  const answer = { type, name: owner ?? '.', ttl, data } as dnsPacket.Answer;
  const record = dnsPacket.encode({ type: 'response', answers: [answer] }).subarray(HEADER_BYTES);
  // The root, in place of the owner, is a single zero byte.
  return owner === undefined ? Buffer.concat([pointer, record.subarray(1)]) : record;
}
