import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRuntimeApi, linesOf, parseInfo, parseServers } from './runtime-api';

test('what the engine is and runs with', () => {
  expect(parseInfo('Name: HAProxy\nPid: 17\nTasks: 3\ndescription: abc\nStopping: 0\n')).toEqual({
    pid: 17,
    digest: 'abc',
  });
});
test.each(['', 'Pid: 17\n', 'description: abc\n', 'Pid: x\ndescription: abc\n'])('%j tells nothing', (text) => {
  expect(parseInfo(text)).toBeUndefined();
});

test('servers and whether they get requests', () => {
  const text = `1
# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight
4 a.b.80.http 1 10.0.0.1-80 10.0.0.1 2 0 1 1
4 a.b.80.http 2 10.0.0.2-80 10.0.0.2 0 1 1 1

5 c 1 10.0.0.3-80 10.0.0.3 2 4 1 1
nonsense`;
  expect([...parseServers(text)].map(([name, servers]) => [name, [...servers]])).toEqual([
    [
      'a.b.80.http',
      [
        ['10.0.0.1-80', 'ready'],
        ['10.0.0.2-80', 'maint'],
      ],
    ],
    ['c', [['10.0.0.3-80', 'ready']]],
  ]);
});

test('commands go in few lines, in order, none longer than the engine reads', () => {
  const commands = Array.from({ length: 1000 }, (_, index) => `set server b/${index} state ready`);
  const lines = linesOf(commands);
  expect(lines.length).toBeLessThan(10);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(8000);
  expect(lines.join(';').split(';')).toEqual(commands);
  expect(linesOf([])).toEqual([]);
});

describe('an engine', () => {
  let directory: string;
  beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'kubets-engine-'))));
  afterAll(() => rmSync(directory, { recursive: true }));

  test.each<[string, (socket: Socket) => void, RegExp]>([
    ['that is silent', () => undefined, /does not answer/],
    [
      'that answers a byte at a time',
      (socket) => void setInterval(() => socket.write('x'), 10).unref(),
      /does not answer/,
    ],
    ['that resets the connection', (socket) => void socket.destroy(), /^answered "|EPIPE|ECONNRESET/],
    [
      'that never stops',
      (socket) => {
        const more = (): void => void (socket.writable && socket.write(Buffer.alloc(1_000_000), more));
        more();
      },
      /does not (stop )?answer/,
    ],
  ])('%s', async (name, behave, expected) => {
    const path = join(directory, `${name.replaceAll(' ', '-')}.sock`);
    const taken: Socket[] = [];
    const server = createServer((socket) => {
      taken.push(socket.on('error', () => undefined));
      behave(socket);
    });
    await new Promise<void>((resolve) => void server.listen(path, resolve));
    const outcome = await createRuntimeApi(path, 2_000)
      .run(['show info'])
      .then(
        (text) => `answered "${String(parseInfo(text))} ${parseServers(text).size}"`,
        (error: Error) => error.message,
      );
    server.close();
    for (const socket of taken) socket.destroy();
    expect(outcome).toMatch(expected);
  });
});
