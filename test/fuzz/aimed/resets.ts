import { aim, answeredOrClosed, type Aimed } from './aim';

const [DATA, HEADERS, RST_STREAM, SETTINGS] = [0, 1, 3, 4];
const [END_STREAM, END_HEADERS] = [1, 4];
const CANCEL = Buffer.from([0, 0, 0, 8]);
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

function frame(type: number, flags: number, stream: number, payload = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const field = (name: string, value: string) => Buffer.concat([Buffer.from([0]), text(name), text(value)]);
/** `:method` and `:scheme: https` from HPACK's table, then the path and the authority. */
const head = (method: number, path: string, ...more: Buffer[]) =>
  Buffer.concat([Buffer.from([method, 0x87, 0x04]), text(path), Buffer.from([0x01]), text('a'), ...more]);
const [GET, POST] = [0x82, 0x83];

const LIST = head(
  POST,
  '/kubets.core.v1.Pods/List',
  field('content-type', 'application/grpc'),
  field('te', 'trailers'),
);
/** A message without anything in it. */
const EMPTY_MESSAGE = Buffer.alloc(5);

const DOORS = {
  rest: (stream: number) => [frame(HEADERS, END_HEADERS | END_STREAM, stream, head(GET, '/api/v1/pods'))],
  grpc: (stream: number) => [frame(HEADERS, END_HEADERS, stream, LIST), frame(DATA, END_STREAM, stream, EMPTY_MESSAGE)],
};

/** Streams that are opened and taken back in one breath, which costs a client next to nothing, and one that is not. */
function takenBack(door: keyof typeof DOORS, count: number): Buffer {
  const open = DOORS[door];
  const parts = [PREFACE, frame(SETTINGS, 0, 0)];
  for (let index = 0; index < count; index++)
    parts.push(...open(2 * index + 1), frame(RST_STREAM, 0, 2 * index + 1, CANCEL));
  return Buffer.concat([...parts, ...open(2 * count + 1)]);
}

/** On both doors, on one connection and on many at once. */
export const RESETS: readonly Aimed[] = (['rest', 'grpc'] as const).flatMap((door) => [
  aim(
    'A9',
    `5,000 streams of ${door} that are taken back at once`,
    ({ frames }) => frames(takenBack(door, 5000), door),
    answeredOrClosed,
  ),
  aim(
    'A9',
    `the same on 20 connections, ${door}`,
    async ({ frames }) => {
      const bytes = takenBack(door, 1000);
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => frames(bytes, door)));
      return outcomes.find((outcome) => answeredOrClosed(outcome) !== undefined) ?? outcomes[0]!;
    },
    answeredOrClosed,
  ),
]);
