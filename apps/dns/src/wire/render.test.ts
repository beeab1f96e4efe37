import * as dnsPacket from 'dns-packet';
import { queryFor, readReply } from '../testing/ask';
import { answerBody } from './answer-body';
import { parseQuery } from './query';
import { render } from './render';

const addresses = (count: number) =>
  answerBody({
    answers: Array.from({ length: count }, (_, index) => ({
      type: 'A',
      ttl: 5,
      data: `10.0.${index >> 8}.${index & 255}`,
    })),
  });

test('id, spelling and recursion flag are those of the query', () => {
  const message = render(queryFor('WeB.Example'), addresses(1));
  const decoded = dnsPacket.decode(message);
  expect(decoded).toMatchObject({
    id: 4711,
    type: 'response',
    flag_rd: true,
    flag_ra: true,
    flag_aa: true,
    flag_tc: false,
  });
  expect(decoded.questions?.[0]?.name).toBe('WeB.Example');
  expect(decoded.additionals).toEqual([]);
});

test.each<{
  name: string;
  count: number;
  o: { edns?: number; transport?: 'udp' | 'tcp' };
  whole: boolean;
  atMost: number;
}>([
  { name: 'fits 512 bytes', count: 28, o: {}, whole: true, atMost: 512 },
  { name: 'does not fit 512 bytes', count: 40, o: {}, whole: false, atMost: 512 },
  { name: 'EDNS makes room', count: 40, o: { edns: 4096 }, whole: true, atMost: 1232 },
  { name: 'not more than passes every path', count: 100, o: { edns: 4096 }, whole: false, atMost: 1232 },
  { name: 'an EDNS size below 512 means 512', count: 28, o: { edns: 100 }, whole: true, atMost: 523 },
  { name: 'TCP takes all', count: 1000, o: { transport: 'tcp' }, whole: true, atMost: 65_535 },
])('truncation: $name', ({ count, o, whole, atMost }) => {
  const message = render(queryFor('web.example', o), addresses(count));
  const reply = readReply(message);
  expect(message.length).toBeLessThanOrEqual(atMost);
  expect(reply.truncated).toBe(!whole);
  if (whole) expect(reply.answers).toHaveLength(count);
  else expect(reply.answers.length).toBeGreaterThan(10);
});

test('more records than a message holds', () => {
  const message = render(queryFor('web.example', { transport: 'tcp', edns: 1232 }), addresses(70_000));
  expect(message.length).toBeLessThanOrEqual(65_535);
  expect(readReply(message).answers.length).toBeGreaterThan(4000);
});

test('additional records that do not fit are left out without TC', () => {
  const body = answerBody({
    answers: [{ type: 'SRV', ttl: 5, data: { priority: 0, weight: 1, port: 80, target: 'a.example' } }],
    additionals: Array.from({ length: 50 }, (_, index) => ({
      owner: 'a.example',
      type: 'A',
      ttl: 5,
      data: `10.0.0.${index}`,
    })),
  });
  const reply = readReply(render(queryFor('web.example', { type: 'SRV' }), body));
  expect(reply.truncated).toBe(false);
  expect(reply.answers).toHaveLength(1);
  expect(reply.additionals.length).toBeGreaterThan(5);
});

test('the record that comes first changes from answer to answer', () => {
  const firsts = [0, 1, 2, 3].map((turn) =>
    readReply(render(queryFor('web.example'), addresses(3), turn)).answers.map((line) => line.split(' ')[2]),
  );
  expect(firsts).toEqual([
    ['10.0.0.0', '10.0.0.1', '10.0.0.2'],
    ['10.0.0.1', '10.0.0.2', '10.0.0.0'],
    ['10.0.0.2', '10.0.0.0', '10.0.0.1'],
    ['10.0.0.0', '10.0.0.1', '10.0.0.2'],
  ]);
});

test('EDNS is answered with EDNS', () => {
  const decoded = dnsPacket.decode(render(queryFor('web.example', { edns: 4096 }), addresses(1)));
  expect(decoded.additionals).toMatchObject([{ type: 'OPT', udpPayloadSize: 1232 }]);
});

const header = (flags: number, questions: number, rest = '') =>
  Buffer.concat([
    Buffer.from([0, 7, flags >> 8, flags & 255, 0, questions, 0, 0, 0, 0, 0, 0]),
    Buffer.from(rest, 'latin1'),
  ]);
test.each<{ name: string; packet: Buffer; expected: number | undefined }>([
  { name: 'nothing', packet: Buffer.alloc(0), expected: undefined },
  { name: 'less than a header', packet: Buffer.alloc(11), expected: undefined },
  { name: 'an answer', packet: header(0x8000, 1, '\x01a\0\0\x01\0\x01'), expected: undefined },
  { name: 'an update', packet: header(0x2800, 1, '\x01a\0\0\x01\0\x01'), expected: 4 },
  { name: 'no question', packet: header(0, 0), expected: 1 },
  { name: 'two questions', packet: header(0, 2, '\x01a\0\0\x01\0\x01\x01a\0\0\x01\0\x01'), expected: 1 },
  { name: 'a name that does not end', packet: header(0, 1, '\x01a\x3f'), expected: 1 },
  { name: 'a pointer to itself', packet: header(0, 1, '\xc0\x0c\0\x01\0\x01'), expected: 1 },
  {
    name: 'a name of 300 bytes',
    packet: header(0, 1, `${`\x31${'a'.repeat(49)}`.repeat(6)}\0\0\x01\0\x01`),
    expected: 1,
  },
  { name: 'no type', packet: header(0, 1, '\x01a\0\0'), expected: 1 },
  {
    name: 'an additional record that is cut off',
    packet: Buffer.concat(
      [header(0, 1, '\x01a\0\0\x01\0\x01'), Buffer.from([0, 0, 41])].map((part, index) =>
        index === 0 ? Buffer.from(part.map((byte, at) => (at === 11 ? 1 : byte))) : part,
      ),
    ),
    expected: 1,
  },
])('$name is refused with $expected', ({ packet, expected }) => {
  expect(parseQuery(packet, 'udp')).toBe(expected);
});
