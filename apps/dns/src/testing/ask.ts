import * as dnsPacket from 'dns-packet';
import type { Next } from '../plugins/plugin';
import { parseQuery, type Query } from '../wire/query';
import { render } from '../wire/render';

export interface AskOptions {
  type?: string;
  transport?: 'udp' | 'tcp';
  /** UDP size in an OPT record. */
  edns?: number;
}

/** The bytes of a question. */
export function questionPacket(name: string, { type = 'A', edns }: AskOptions = {}, id = 4711): Buffer {
  return dnsPacket.encode({
    id,
    type: 'query',
    flags: dnsPacket.RECURSION_DESIRED,
    questions: [{ name, type: type as dnsPacket.RecordType }],
    ...(edns !== undefined && {
      additionals: [
        {
          type: 'OPT',
          name: '.',
          udpPayloadSize: edns,
          flags: 0,
          options: [],
          extendedRcode: 0,
          ednsVersion: 0,
        } as unknown as dnsPacket.Answer,
      ],
    }),
  });
}

export function queryFor(name: string, o: AskOptions = {}): Query {
  const query = parseQuery(questionPacket(name, o), o.transport ?? 'udp');
  if (typeof query !== 'object') throw new Error(`${name} does not parse: ${query}`);
  return query;
}

export interface Reply {
  rcode: string;
  authoritative: boolean;
  truncated: boolean;
  /** `owner type data`, with data in zone file order. */
  answers: string[];
  authorities: string[];
  additionals: string[];
  ttls: number[];
}

/** A message in a form that reads well in expectations. */
export function readReply(message: Buffer): Reply {
  const decoded = dnsPacket.decode(message) as dnsPacket.DecodedPacket & { rcode: string };
  const sections = [
    decoded.answers ?? [],
    decoded.authorities ?? [],
    (decoded.additionals ?? []).filter(({ type }) => type !== 'OPT'),
  ];
  const [answers = [], authorities = [], additionals = []] = sections.map((records) => records.map(describe));
  return {
    rcode: decoded.rcode,
    authoritative: decoded.flag_aa,
    truncated: decoded.flag_tc,
    answers,
    authorities,
    additionals,
    ttls: (decoded.answers ?? []).map((answer) => ('ttl' in answer ? (answer.ttl ?? 0) : 0)),
  };
}

function describe(answer: dnsPacket.Answer): string {
  const data = 'data' in answer ? (answer.data as unknown) : undefined;
  return `${answer.name} ${answer.type} ${text(data)}`;
}

function text(data: unknown): string {
  if (Array.isArray(data)) return data.map(String).join(' ');
  if (data === null || typeof data !== 'object' || Buffer.isBuffer(data)) return String(data);
  const { priority, weight, port, target, mname, rname } = data as Record<string, unknown>;
  return target !== undefined
    ? [priority, weight, port, target].join(' ')
    : mname !== undefined
      ? `${String(mname)} ${String(rname)}`
      : JSON.stringify(data);
}

/** Asks a chain and reads its reply. */
export async function ask(chain: Next, name: string, o: AskOptions = {}): Promise<Reply> {
  const query = queryFor(name, o);
  return readReply(render(query, await chain(query)));
}
