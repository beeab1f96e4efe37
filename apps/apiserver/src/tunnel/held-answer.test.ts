import { once, setMaxListeners } from 'node:events';
import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '@kubets/component/testing';
import { answerOf } from './answer-of';
import { useAnswer } from './held-answer';

const MIB = 2 ** 20;
const MAX_BYTES = 8 * MIB;
const MOST_OF_ONE = 4;
const MOST_OF_ALL = 8;

let server: Server;
let port = 0;
let body = Buffer.alloc(0);
beforeAll(async () => {
  server = createServer((_request, response) => void response.end(body));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const ask = (): Promise<IncomingMessage> => answerOf(request({ port, host: '127.0.0.1', agent: false }).end());
const never = new AbortController().signal;
setMaxListeners(0, never);
const options = (holder: string, signal = never) => ({ holder, maxBytes: MAX_BYTES, signal });

/** Asks as often as there are holders; says how many answers are worked on, until they are let go. */
function crowd(holders: string[]) {
  let working = 0;
  let most = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const done = Promise.all(
    holders.map(async (holder) =>
      useAnswer(await ask(), options(holder), async (text) => {
        most = Math.max(most, ++working);
        await released;
        working--;
        return text.length;
      }),
    ),
  );
  return { done, release, most: () => most };
}

test.each([
  ['of one server', Array<string>(12).fill('one'), MOST_OF_ONE],
  ['of all', Array.from({ length: 20 }, (_, index) => `server ${index}`), MOST_OF_ALL],
])('large answers %s are worked on a few at a time, and all in the end', async (_, holders, most) => {
  body = Buffer.alloc(MAX_BYTES, 'x');
  const answers = crowd(holders);
  await eventually(() => answers.most() === most);
  answers.release();
  expect(await answers.done).toEqual(holders.map(() => MAX_BYTES));
  expect(answers.most()).toBe(most);
});

test('short ones wait for nobody', async () => {
  body = Buffer.alloc(MAX_BYTES, 'x');
  const large = crowd(Array.from({ length: 20 }, (_, index) => `server ${index}`));
  await eventually(() => large.most() === MOST_OF_ALL);
  body = Buffer.from('short');
  expect(await useAnswer(await ask(), options('one'), (text) => text)).toBe('short');
  large.release();
  await large.done;
});

test('who waits for room can leave, and takes none then', async () => {
  body = Buffer.alloc(MAX_BYTES, 'x');
  const large = crowd(Array<string>(MOST_OF_ONE).fill('one'));
  await eventually(() => large.most() === MOST_OF_ONE);
  const leaving = new AbortController();
  const waiting = useAnswer(await ask(), options('one', leaving.signal), () => 'read');
  const left = expect(waiting).rejects.toThrow('gone');
  setImmediate(() => leaving.abort(new Error('gone')));
  await left;
  large.release();
  await large.done;
  const after = crowd(Array<string>(MOST_OF_ONE).fill('one'));
  await eventually(() => after.most() === MOST_OF_ONE);
  after.release();
  await after.done;
});

test('what is larger than allowed is not read on', async () => {
  body = Buffer.alloc(MAX_BYTES + 1, 'x');
  await expect(useAnswer(await ask(), options('one'), () => 'read')).rejects.toThrow(
    'the answer is larger than 8388608 bytes',
  );
});
