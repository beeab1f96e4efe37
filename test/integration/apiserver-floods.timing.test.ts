// Floods of HTTP/2 frames, which cost a client next to nothing: each against both doors, while somebody reads beside them.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { eventually, http2Frame } from '@kubets/component/testing';
import {
  startMeasuredApiserver,
  type Connection,
  type MeasuredApiserver,
} from '../../bench/apiserver/measured-apiserver';

const FRAMES = 5_000;
const FLOOD_MS = 1_000;
/** A read beside has to be answered, however busy the machine: its client gives up after so long. */
const LATEST_MS = 20_000;
/** At the end of a flood there is garbage of it; what stays is less. */
const GROWTH_MIB = { then: 300, soon: 150 };

let server: MeasuredApiserver;
beforeAll(async () => {
  server = await startMeasuredApiserver({ objects: 100 });
}, 60_000);
afterAll(() => server.stop());

const TYPES = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, continuation: 9 };
const [END_STREAM, END_HEADERS] = [1, 4];
const NOTHING = Buffer.alloc(0);

const frame = (type: keyof typeof TYPES, flags: number, stream: number, payload: Buffer = NOTHING): Buffer =>
  http2Frame(TYPES[type], flags, stream, payload);

const literal = (index: number, value: string) =>
  Buffer.concat([Buffer.from([0x40 | index, value.length]), Buffer.from(value)]);
const named = (name: string, value: string) =>
  Buffer.concat([Buffer.from([0x00, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)]);
const METHOD_GET = Buffer.from([0x82]);
const METHOD_POST = Buffer.from([0x83]);
const SCHEME = Buffer.from([0x87]);
const [AUTHORITY, PATH] = [1, 4];

interface Door {
  port: number;
  /** What begins a request or call that reads all pods. */
  headers: Buffer;
  /** What follows it. */
  body: Buffer;
}

const doors = ({ url, grpcAddress }: Connection): Record<string, Door> => ({
  REST: {
    port: Number(new URL(url).port),
    headers: Buffer.concat([METHOD_GET, SCHEME, literal(PATH, '/api/v1/pods'), literal(AUTHORITY, 'localhost')]),
    body: NOTHING,
  },
  gRPC: {
    port: Number(grpcAddress.split(':')[1]),
    headers: Buffer.concat([
      METHOD_POST,
      SCHEME,
      literal(PATH, '/kubets.core.v1.Pods/List'),
      literal(AUTHORITY, 'localhost'),
      named('content-type', 'application/grpc'),
      named('te', 'trailers'),
    ]),
    body: Buffer.alloc(5),
  },
});

const opened = ({ headers, body }: Door, stream: number) => [
  frame('headers', END_HEADERS | (body.length ? 0 : END_STREAM), stream, headers),
  ...(body.length ? [frame('data', END_STREAM, stream, body)] : []),
];
const repeated = (count: number, make: (index: number) => Buffer | Buffer[]) =>
  Array.from({ length: count }, (_, index) => make(index)).flat();
const streamOf = (index: number) => 2 * index + 1;
const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

interface Flood {
  frames(door: Door): Buffer[];
  /** The client takes nothing of what comes back. */
  isDeaf?: boolean;
  /** Settings of its own. */
  settings?: Buffer;
}

const NO_WINDOW = Buffer.concat([Buffer.from([0, 4]), word(0)]);

const FLOODS: Record<string, Flood> = {
  'streams that are reset at once': {
    frames: (door) =>
      repeated(FRAMES, (index) => [...opened(door, streamOf(index)), frame('reset', 0, streamOf(index), word(8))]),
  },
  'more streams than one may have': { frames: (door) => repeated(FRAMES, (index) => opened(door, streamOf(index))) },
  'answers that nobody takes': {
    frames: (door) => repeated(200, (index) => opened(door, streamOf(index))),
    settings: NO_WINDOW,
  },
  'settings, deaf': { frames: () => repeated(10 * FRAMES, () => frame('settings', 0, 0)), isDeaf: true },
  'pings, deaf': { frames: () => repeated(10 * FRAMES, () => frame('ping', 0, 0, Buffer.alloc(8))), isDeaf: true },
  'empty pieces of a body': {
    frames: ({ headers }) => [
      frame('headers', END_HEADERS, 1, headers),
      ...repeated(10 * FRAMES, () => frame('data', 0, 1)),
    ],
  },
  'headers without end': {
    frames: ({ headers }) => [
      frame('headers', 0, 1, headers),
      ...repeated(FRAMES, () => frame('continuation', 0, 1, named('x', 'y'.repeat(100)))),
    ],
  },
};

/** Sends it over and over on new connections, four at a time, for a while. */
async function flood(name: string, door: Door, { ca, cert, key }: Connection): Promise<void> {
  const { frames, isDeaf, settings = NOTHING } = FLOODS[name]!;
  const bytes = Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    frame('settings', 0, 0, settings),
    ...frames(door),
  ]);
  const until = Date.now() + FLOOD_MS;
  const sockets = new Set<TLSSocket>();
  const send = async () => {
    while (Date.now() < until) {
      const socket = connect({
        host: '127.0.0.1',
        port: door.port,
        ca,
        cert,
        key,
        ALPNProtocols: ['h2'],
        servername: 'localhost',
      });
      sockets.add(socket);
      const closed = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => undefined);
      if (!isDeaf) socket.resume();
      socket.write(bytes);
      await Promise.race([closed, sleep(until - Date.now(), undefined, { ref: false })]);
    }
  };
  await Promise.all(Array.from({ length: 4 }, send));
  for (const socket of sockets) socket.destroy();
}

/** A process of its own: it reads one object every 10 ms until its input ends, and tells the longest wait. */
const READER = `
const { ca, cert, key, url } = JSON.parse(process.argv[1]);
const agent = new (require('https').Agent)({ ca, cert, key, keepAlive: true });
let isOver = false;
process.stdin.resume().once('end', () => (isOver = true));
const read = () => new Promise((resolve, reject) => {
  const outgoing = require('https').request(url + '/api/v1/namespaces/default', { agent }, (response) => response.resume().once('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(response.statusCode)))));
  outgoing.once('error', reject).end();
});
(async () => {
  let worstMs = 0;
  await read();
  console.log('ready');
  for (; !isOver; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const begun = performance.now();
    await read();
    worstMs = Math.max(worstMs, performance.now() - begun);
  }
  console.log(worstMs);
  process.exit();
})();`;

async function readBeside(connection: Connection): Promise<{ stop(): Promise<number> }> {
  const reader = spawn(process.execPath, ['-e', READER, JSON.stringify(connection)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(reader.stdout)[Symbol.asyncIterator]();
  await lines.next();
  return {
    async stop() {
      reader.stdin.end();
      return Number((await lines.next()).value);
    },
  };
}

test.each(Object.keys(FLOODS).flatMap((name) => ['REST', 'gRPC'].map((door) => [name, door] as const)))(
  '%s, over %s',
  async (name, door) => {
    const before = server.residentBytes();
    const beside = await readBeside(server.connection);
    await flood(name, doors(server.connection)[door]!, server.connection);
    const worstMs = await beside.stop();
    const grownMiB = () => (server.residentBytes() - before) / 2 ** 20;
    expect(worstMs).toBeLessThan(LATEST_MS);
    expect(grownMiB()).toBeLessThan(GROWTH_MIB.then);
    await eventually(() => grownMiB() < GROWTH_MIB.soon);
  },
  60_000,
);
