import fc from 'fast-check';
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { lifetimeOf } from '../plugins/cache/lifetime';
import { upstreamAnswer } from '../plugins/forward/upstream-answer';
import { queryFor } from '../testing/ask';
import { FLAG, HEADER_BYTES } from '../wire/constants';
import { exchange } from './exchange';

// A resolver may answer anything: there is an answer to the question or an error in time, and no socket is left.

const TIMEOUT_MS = 200;
const QUERY = queryFor('a.example');

let udp: Socket;
let tcp: Server;
let port = 0;
/** What is answered over UDP, and over TCP: as it is, or with its length in front. */
let answers: (question: Buffer) => Buffer[] = () => [];
let stream: (question: Buffer) => Buffer[] = () => [];
let open = 0;
beforeAll(async () => {
  udp = createSocket('udp4');
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  ({ port } = udp.address());
  udp.on('message', (question, from) => {
    for (const answer of answers(question)) udp.send(answer, from.port, from.address, () => undefined);
  });
  tcp = createServer((socket) => {
    open++;
    socket.on('error', () => undefined).on('close', () => open--);
    socket.once('data', (question) => {
      for (const part of stream(question.subarray(2))) socket.write(part);
    });
  });
  await new Promise<void>((resolve) => void tcp.listen(port, '127.0.0.1', resolve));
  expect((tcp.address() as AddressInfo).port).toBe(port);
});
afterAll(() => {
  udp.close();
  tcp.close();
});

/** The question as its answer, changed. */
function answering(
  question: Buffer,
  change: (answer: Buffer) => void = () => undefined,
  rest = Buffer.alloc(0),
): Buffer {
  const answer = Buffer.concat([question.subarray(0, question.length - 11), rest]);
  answer.writeUInt16BE(FLAG.response, 2);
  answer.writeUInt16BE(0, 10);
  change(answer);
  return answer;
}

const framed = (message: Buffer): Buffer => {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
};
const truncated = (question: Buffer) => [
  answering(question, (answer) => answer.writeUInt16BE(FLAG.response | 0x0200, 2)),
];
const loop = Buffer.concat([Buffer.from([0xc0, HEADER_BYTES]), Buffer.alloc(10, 0xff)]);

const ask = (): Promise<string> =>
  exchange(QUERY, { address: '127.0.0.1', port }, TIMEOUT_MS).then(
    (answer) => {
      try {
        const body = upstreamAnswer(answer);
        lifetimeOf(QUERY, body);
        return 'an answer';
      } catch (error) {
        return (error as Error).name;
      }
    },
    (error: Error) => error.message,
  );

test.each<[string, (question: Buffer) => Buffer[], string]>([
  ['nothing', () => [], 'no answer within 200 ms'],
  ['empty packets', () => [Buffer.alloc(0), Buffer.alloc(1), Buffer.alloc(11)], 'no answer within 200 ms'],
  ['another id', (q) => [answering(q, (a) => a.writeUInt16BE(a.readUInt16BE(0) ^ 1, 0))], 'no answer within 200 ms'],
  ['another question', (q) => [answering(q, (a) => a.writeUInt8(0x62, HEADER_BYTES + 1))], 'no answer within 200 ms'],
  ['no question', (q) => [answering(q, (a) => a.writeUInt16BE(0, 4))], 'no answer within 200 ms'],
  ['two questions', (q) => [answering(q, (a) => a.writeUInt16BE(2, 4))], 'no answer within 200 ms'],
  ['the question itself', (q) => [q], 'no answer within 200 ms'],
  ['a crowd of wrong ones, then the right one', (q) => [...Array<Buffer>(50).fill(q), answering(q)], 'an answer'],
  ['records that are not there', (q) => [answering(q, (a) => a.writeUInt16BE(65_535, 6))], 'RangeError'],
  ['a name that points to itself', (q) => [answering(q, (a) => a.writeUInt16BE(1, 6), loop)], 'RangeError'],
  ['much behind its end', (q) => [answering(q, undefined, Buffer.alloc(60_000))], 'an answer'],
])('over UDP: %s', async (_, given, expected) => {
  answers = given;
  expect(await ask()).toBe(expected);
});

test.each<[string, (question: Buffer) => Buffer[], string]>([
  ['nothing', () => [], 'no answer over TCP within 200 ms'],
  ['a length and no more', () => [Buffer.from([0xff, 0xff])], 'no answer over TCP within 200 ms'],
  ['many empty messages', () => [Buffer.alloc(1_000_000)], 'it answers other questions over TCP'],
  [
    'many of another id',
    () => Array<Buffer>(100).fill(framed(Buffer.alloc(60_000, 7))),
    'it answers other questions over TCP',
  ],
  ['truncated once more', (q) => truncated(q).map(framed), 'an answer'],
  ['in pieces of a byte', (q) => [...framed(answering(q))].map((byte) => Buffer.from([byte])), 'an answer'],
])('over TCP: %s', async (_, given, expected) => {
  answers = truncated;
  stream = given;
  expect(await ask()).toBe(expected);
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('any bytes behind the question, with any counts and flags', () => {
  const message = (bytes: Uint8Array, counts: number[], flags: number) => {
    const answer = answering(
      Buffer.concat([QUERY.packet.subarray(0, QUERY.questionEnd), Buffer.alloc(11)]),
      undefined,
      Buffer.from(bytes),
    );
    answer.writeUInt16BE(flags | FLAG.response, 2);
    counts.forEach((count, index) => answer.writeUInt16BE(count, 6 + 2 * index));
    return answer;
  };
  const count = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 65_535 }));
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(count, count, count),
      fc.integer({ min: 0, max: 65_535 }),
      (bytes, counts, flags) => {
        try {
          lifetimeOf(QUERY, upstreamAnswer(message(bytes, counts, flags)));
        } catch (error) {
          expect((error as Error).name).toBe('RangeError');
        }
      },
    ),
    { numRuns: 2_000 },
  );
});
