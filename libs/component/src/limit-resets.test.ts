import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { http2Frame } from './testing/http2-frame';

/** Of address space. A server that sends without end in one turn has all of it within a second, and ends. */
const MEMORY_KIB = 4_000_000;
const LIFE_MS = 60_000;

let directory: string;
let server: ChildProcess;
let gone: Promise<unknown>;
let port: number;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kubets-limit-resets-'));
  await build({
    entryPoints: [join(__dirname, 'testdata/limited-server.ts')],
    outfile: join(directory, 'server.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
  });
});
afterAll(() => rmSync(directory, { recursive: true }));
beforeEach(async () => {
  server = spawn(
    'sh',
    ['-c', `ulimit -v ${MEMORY_KIB}; exec "$0" "$1"`, process.execPath, join(directory, 'server.js')],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      timeout: LIFE_MS,
      killSignal: 'SIGKILL',
    },
  );
  gone = once(server, 'exit');
  [port] = (await once(server, 'message')) as [number];
});
afterEach(async () => {
  server.kill('SIGKILL');
  await gone;
});

const [HEADERS, RST_STREAM, SETTINGS, WINDOW_UPDATE] = [1, 3, 4, 8];
const [END_STREAM_AND_HEADERS, INITIAL_WINDOW_SIZE, WINDOW] = [5, 4, 65_535];
const GET = Buffer.from('828684410161', 'hex');

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const settings = http2Frame(SETTINGS, 0, 0, Buffer.concat([Buffer.from([0, INITIAL_WINDOW_SIZE]), number(0)]));
const streamsOf = (count: number) => Array.from({ length: count }, (_, index) => 2 * index + 1);

/** A connection on which so many answers have been begun, of which nothing may be sent yet. */
async function withAnswers(count: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  let begun = 0;
  const all = new Promise<void>((resolve) =>
    server.on('message', function onStream() {
      if (++begun < count) return;
      server.off('message', onStream);
      resolve();
    }),
  );
  const requests = streamsOf(count).map((id) => http2Frame(HEADERS, END_STREAM_AND_HEADERS, id, GET));
  socket.write(Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), settings, ...requests]));
  await all;
  return socket.resume();
}

/** Lets each answer go on and takes it back, all in one piece. */
const takeBack = (socket: Socket, count: number) =>
  socket.write(
    Buffer.concat(
      streamsOf(count).flatMap((id) => [
        http2Frame(WINDOW_UPDATE, 0, id, number(WINDOW)),
        http2Frame(RST_STREAM, 0, id, number(constants.NGHTTP2_CANCEL)),
      ]),
    ),
  );

test('a connection ends that takes back one answer after the other while there is more to send, and others go on', async () => {
  const [hasty, moderate] = [await withAnswers(600), await withAnswers(100)];
  takeBack(hasty, 600);
  await Promise.race([once(hasty, 'close'), gone]);
  takeBack(moderate, 99);
  moderate.write(http2Frame(WINDOW_UPDATE, 0, streamsOf(100).at(-1)!, number(WINDOW)));
  await Promise.race([once(moderate, 'data'), gone]);
  expect([server.exitCode, server.signalCode, hasty.destroyed, moderate.destroyed]).toEqual([null, null, true, false]);
  moderate.destroy();
});
