import { Writable } from 'node:stream';
import { gunzipSync } from 'node:zlib';
import { StoredObject } from '@kubets/store';
import { parse as parseYaml } from 'yaml';
import type { Request, Response } from '../http/messages';
import type { ListContent } from './list-content';
import { writeResponse, writeList, type ListAnswer } from './response-writers';

// Two busy cores.
jest.setTimeout(60_000);

const LIST = { kind: 'ThingList', apiVersion: 'v1', metadata: {} };
const items = Array.from({ length: 2000 }, (_, index) =>
  StoredObject.fromObject(
    `/${index}`,
    { apiVersion: 'v1', kind: 'Thing', metadata: { name: `thing-${index}`, annotations: { text: 'x'.repeat(500) } } },
    index + 1,
  ),
);
const listOf = (objects: StoredObject[], isReady = true): ListContent => ({
  head: LIST,
  field: 'items',
  items: objects,
  isReady,
  element: (stored) => (isReady ? stored.json : Buffer.from(JSON.stringify(stored.copy()))),
});
const whole = { ...LIST, items: items.map((stored) => stored.copy()) };

/** A client that takes what comes, a bit at a time; its buffer may be reused as soon as it has. */
function client(take = Infinity) {
  const seen = { code: 0, headers: {} as Record<string, unknown>, chunks: [] as Buffer[], longest: 0 };
  let taken = 0;
  const response = new Writable({
    write(chunk: Buffer, _encoding, callback) {
      seen.chunks.push(Buffer.from(chunk));
      seen.longest = Math.max(seen.longest, chunk.length);
      taken += 1;
      if (taken < take) setImmediate(callback);
    },
  });
  const writeHead = (code: number, headers: Record<string, unknown>) => Object.assign(seen, { code, headers });
  return { seen, response: Object.assign(response, { writeHead }) as unknown as Response & Writable };
}

const request = (headers: Record<string, string> = {}, method = 'GET') => ({ headers, method }) as unknown as Request;
const none = new URLSearchParams();
const answer = (content: ListContent, encoding: ListAnswer['form']['encoding'] = 'json'): ListAnswer => ({
  code: 200,
  form: { encoding },
  content,
});

async function sent(
  content: ListContent,
  {
    headers = {},
    query = none,
    encoding = 'json',
    method = 'GET',
  }: { headers?: Record<string, string>; query?: URLSearchParams; encoding?: 'json' | 'yaml'; method?: string } = {},
) {
  const { response, seen } = client();
  const finished = new Promise((resolve) => response.once('finish', resolve));
  await writeList(request(headers, method), response, query, answer(content, encoding));
  await finished;
  return { ...seen, body: Buffer.concat(seen.chunks) };
}

describe('long lists', () => {
  test('come whole, in chunks, with their length where it is known', async () => {
    const plain = await sent(listOf(items));
    expect(JSON.parse(plain.body.toString())).toEqual(whole);
    expect(plain.headers['content-length']).toBe(plain.body.length);
    expect(plain.longest).toBeLessThanOrEqual(128 * 1024);
    const made = await sent(listOf(items, false));
    expect(made.body.equals(plain.body)).toBe(true);
    expect(made.headers).not.toHaveProperty('content-length');
  });

  test('come compressed, pretty and as YAML', async () => {
    const compressed = await sent(listOf(items), { headers: { 'accept-encoding': 'deflate, gzip' } });
    expect(compressed.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(JSON.parse(gunzipSync(compressed.body).toString())).toEqual(whole);
    expect(
      (await sent(listOf(items), { query: new URLSearchParams('pretty=true') })).body.toString() ===
        JSON.stringify(whole, null, 2),
    ).toBe(true);
    expect(
      parseYaml((await sent(listOf(items.slice(0, 250)), { encoding: 'yaml' })).body.toString()).items,
    ).toHaveLength(250);
  });

  test('have a head without a body', async () => {
    const { headers, body } = await sent(listOf(items), { method: 'HEAD' });
    expect(body).toHaveLength(0);
    expect(headers['content-length']).toBe(JSON.stringify(whole).length + '\n'.length);
  });

  test('hold up nobody, however many are under way, and wait in one chunk each', async () => {
    let [made, madeInTurn, mostInTurn] = [0, 0, 0];
    let isDone = false;
    const turn = () => {
      mostInTurn = Math.max(mostInTurn, madeInTurn);
      madeInTurn = 0;
      if (!isDone) setImmediate(turn);
    };
    turn();
    const { element, ...list } = listOf(items, false);
    const counted: ListContent = {
      ...list,
      element(stored) {
        made += 1;
        madeInTurn += 1;
        return element(stored);
      },
    };
    const before = process.memoryUsage().arrayBuffers;
    const stuck = Array.from({ length: 64 }, () => client(1));
    const waiting = stuck.map(({ response }) => writeList(request(), response, none, answer(counted)));
    await Promise.all(
      Array.from({ length: 16 }, () => sent(counted).then(({ body }) => expect(body.length).toBeGreaterThan(1e6))),
    );
    isDone = true;
    expect(mostInTurn).toBeLessThan(made / 5);
    expect(stuck.every(({ seen }) => seen.chunks.length <= 1)).toBe(true);
    // What the 16 have taken is garbage by now or soon; the 64 alone would be 75 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(150e6);
    for (const { response } of stuck) response.destroy();
    await Promise.all(waiting);
  });
});

test('a short answer has its length, however it is made', async () => {
  const few = items.slice(0, 3);
  for (const isReady of [true, false]) {
    const { headers, body } = await sent(listOf(few, isReady), { headers: { 'accept-encoding': 'gzip' } });
    expect(headers).toEqual({ 'content-type': 'application/json', 'content-length': body.length });
    expect(JSON.parse(body.toString()).items).toHaveLength(3);
  }
  const { response, seen } = client();
  await writeResponse(request(), response, none, { code: 201, form: { encoding: 'json' }, body: Buffer.from('{}') });
  expect([seen.code, seen.headers['content-length'], String(seen.chunks[0])]).toEqual([201, 3, '{}\n']);
});
