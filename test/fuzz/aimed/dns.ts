import type { DnsSender } from '../send/dns';

/** A packet and whether it is due an answer, whatever that says. */
export interface AimedPacket {
  what: string;
  transport: 'udp' | 'tcp';
  chunks: Buffer[];
  answered: boolean;
}

const HEADER = '123401000001000000000000';
/** The name `a` and the type A, but no class. */
const QUESTION = '0161000001';
const query = (name: string, rest = '00010001', header = HEADER) => Buffer.from(header + name + rest, 'hex');
const udp = (what: string, packet: Buffer, answered = true): AimedPacket => ({
  what,
  transport: 'udp',
  chunks: [packet],
  answered,
});
const framed = (packet: Buffer, length = packet.length) =>
  Buffer.concat([Buffer.from([(length >> 8) & 255, length & 255]), packet]);
const tcp = (what: string, chunks: Buffer[], answered: boolean): AimedPacket => ({
  what,
  transport: 'tcp',
  chunks,
  answered,
});
const PLAIN = query('016100');
const header = (flags: string, counts: string) => `1234${flags}${counts}`;

export const PACKETS: readonly AimedPacket[] = [
  udp('nothing', Buffer.alloc(0), false),
  udp('one byte', Buffer.from([1]), false),
  udp('eleven bytes', Buffer.alloc(11), false),
  udp('a header alone', Buffer.from(HEADER, 'hex')),
  udp('an answer', Buffer.from(header('8100', '0001000000000000') + '0161000001', 'hex'), false),
  ...['0800', '1000', '2000', '2800', '7800'].map((flags) =>
    udp(`an operation of ${flags}`, query('016100', '00010001', header(flags, '0001000000000000'))),
  ),
  ...[
    '0000000000000000',
    '0002000000000000',
    'ffff000000000000',
    '0001ffff00000000',
    '00010000ffff0000',
    '000100000000ffff',
    'ffffffffffffffff',
  ].map((counts) => udp(`counts of ${counts}`, query('016100', '00010001', header('0100', counts)))),
  udp('a name that points to itself', query('c00c')),
  udp('a name that points beyond the end', query('c0ff')),
  udp('a label of 64', query(`40${'61'.repeat(64)}00`)),
  udp('a label of 191', query(`bf${'61'.repeat(191)}00`)),
  udp('a name of 255', query(`${`3f${'61'.repeat(63)}`.repeat(3)}3d${'61'.repeat(61)}00`)),
  udp('a name of 256', query(`${`3f${'61'.repeat(63)}`.repeat(3)}3e${'61'.repeat(62)}00`)),
  udp('a name of 127 labels', query(`${'0161'.repeat(127)}00`)),
  udp('a name without an end', query('3f61', '')),
  udp('a question without a class', Buffer.from(`${HEADER}${QUESTION}`, 'hex')),
  ...['0000', '00ff', '00fb', '00fc', '00fa', '0029', 'ffff'].map((type) =>
    udp(`type ${type}`, query('016100', `${type}0001`)),
  ),
  ...['0000', '0003', '00fe', '00ff', 'ffff'].map((klass) => udp(`class ${klass}`, query('016100', `0001${klass}`))),
  udp('EDNS of 0 bytes', query('016100', '0001000100002900000000000000', header('0100', '0001000000000001'))),
  udp(
    'EDNS of version 255',
    query('016100', '000100010000290200' + '00ff00000000', header('0100', '0001000000000001')),
  ),
  udp('EDNS cut off', query('016100', '00010001000029', header('0100', '0001000000000001'))),
  udp(
    'EDNS whose options are longer than it',
    query('016100', '0001000100002904d000000000ffff', header('0100', '0001000000000001')),
  ),
  udp('two EDNS', query('016100', `00010001${'00002904d0000000000000'.repeat(2)}`, header('0100', '0001000000000002'))),
  udp('8,000 bytes behind the question', Buffer.concat([PLAIN, Buffer.alloc(8000)])),
  udp('names of zeros and slashes', query('03002f5c00')),
  tcp('a question', [framed(PLAIN)], true),
  tcp(
    'a question byte by byte',
    [...framed(PLAIN)].map((byte) => Buffer.from([byte])),
    true,
  ),
  tcp(
    'twenty questions at once',
    Array.from({ length: 20 }, () => framed(PLAIN)),
    true,
  ),
  tcp('a length of zero', [framed(Buffer.alloc(0))], false),
  tcp('a length of 65535 and nothing', [framed(PLAIN, 65535)], false),
  tcp('half a length', [Buffer.from([0])], false),
  tcp('HTTP', [Buffer.from('GET / HTTP/1.1\r\n\r\n')], false),
];

/** What is wrong with what came back. */
export async function shootPacket(
  dns: DnsSender,
  { transport, chunks, answered }: AimedPacket,
): Promise<string | undefined> {
  const outcome = transport === 'udp' ? await dns.udp(chunks[0]!, answered) : await dns.tcp(chunks, answered);
  return answered && outcome !== 'answered' ? outcome : undefined;
}
