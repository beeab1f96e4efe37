import * as dnsPacket from 'dns-packet';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { ask, queryFor } from '../../testing/ask';
import { refused } from '../../wire/answer-body';
import type { Exchange } from '../../upstreams/exchange';
import { createUpstreamHealth } from '../../upstreams/upstream-health';
import { chain } from '../plugin';
import { forward } from './forward';

const upstreams = [
  { address: '192.0.2.1', port: 53 },
  { address: '192.0.2.2', port: 53 },
];

function setUp(down: Set<string>, list = upstreams) {
  const clock = createFakeClock();
  const tried: string[] = [];
  const exchange: Exchange = async (query, { address }) => {
    tried.push(address);
    if (down.has(address)) throw new Error('no answer');
    const { questions } = dnsPacket.decode(query.packet);
    return dnsPacket.encode({
      id: query.id,
      type: 'response',
      questions,
      answers: [{ type: 'A', name: questions![0]!.name, ttl: 1, data: address }],
    });
  };
  const probed: Exchange = async (_, { address }) => {
    if (down.has(address)) throw new Error('no answer');
    return Buffer.alloc(12);
  };
  const logger = createTestLogger();
  const plugin = forward({
    upstreams: list,
    forward: [
      { zone: 'corp.example', upstreams: [{ address: '192.0.2.10', port: 53 }] },
      { zone: 'lab.corp.example', upstreams: [{ address: '192.0.2.11', port: 53 }] },
    ],
    leadsBack: ({ address }) => address === '192.0.2.99',
    health: createUpstreamHealth({ exchange: probed, clock, logger, signal: new AbortController().signal }),
    exchange,
    clock,
  });
  return { clock, logger, plugin, tried, served: chain([plugin], () => refused) };
}

test('the first upstream answers', async () => {
  const { served, tried } = setUp(new Set());
  expect(await ask(served, 'a.example')).toMatchObject({
    rcode: 'NOERROR',
    authoritative: false,
    answers: ['a.example A 192.0.2.1'],
  });
  expect(tried).toEqual(['192.0.2.1']);
});

test('one that fails is replaced, and after two failures asked last until it answers a probe', async () => {
  const down = new Set(['192.0.2.1']);
  const { served, tried, clock } = setUp(down);
  for (let round = 0; round < 3; round++)
    expect(await ask(served, 'a.example')).toMatchObject({ answers: ['a.example A 192.0.2.2'] });
  expect(tried).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.2', '192.0.2.2']);
  await clock.advance(5000);
  await ask(served, 'a.example');
  expect(tried.slice(5)).toEqual(['192.0.2.2']);
  down.clear();
  await clock.advance(500);
  await ask(served, 'a.example');
  expect(tried.slice(6)).toEqual(['192.0.2.1']);
});

test('when all are down it says so at once, and finds out by itself when one is back', async () => {
  const down = new Set(['192.0.2.1', '192.0.2.2']);
  const { served, tried, clock, logger } = setUp(down);
  for (let round = 0; round < 2; round++) expect(await ask(served, 'a.example')).toMatchObject({ rcode: 'SERVFAIL' });
  tried.length = 0;
  await clock.advance(400);
  for (let round = 0; round < 5; round++) expect(await ask(served, 'a.example')).toMatchObject({ rcode: 'SERVFAIL' });
  expect(tried.length).toBeLessThanOrEqual(2);
  down.clear();
  await clock.advance(500);
  expect(await ask(served, 'a.example')).toMatchObject({ rcode: 'NOERROR' });
  expect(logger.lines.map(({ level, upstream }) => `${level} ${String(upstream)}`)).toEqual([
    'warn 192.0.2.1:53',
    'warn 192.0.2.2:53',
    'info 192.0.2.1:53',
    'info 192.0.2.2:53',
  ]);
});

test.each([
  { name: 'corp.example', asked: '192.0.2.10' },
  { name: 'Db.Corp.example', asked: '192.0.2.10' },
  { name: 'a.lab.corp.example', asked: '192.0.2.11' },
  { name: 'mycorp.example', asked: '192.0.2.1' },
  { name: 'example', asked: '192.0.2.1' },
])('$name is asked of the smallest zone that holds it', async ({ name, asked }) => {
  const { served, tried } = setUp(new Set());
  await ask(served, name);
  expect(tried).toEqual([asked]);
});

test('a zone whose resolvers are away is not asked of others', async () => {
  const { served, tried } = setUp(new Set(['192.0.2.10']));
  expect(await ask(served, 'db.corp.example')).toMatchObject({ rcode: 'SERVFAIL' });
  expect(new Set(tried)).toEqual(new Set(['192.0.2.10']));
});

test('one that leads back here is not asked', async () => {
  const { served, tried } = setUp(new Set(), [{ address: '192.0.2.99', port: 53 }, ...upstreams]);
  await ask(served, 'a.example');
  expect(tried).toEqual(['192.0.2.1']);
});

test('a single upstream gets a second chance', async () => {
  const { served, tried } = setUp(new Set(['192.0.2.1']), upstreams.slice(0, 1));
  await ask(served, 'a.example');
  expect(tried).toEqual(['192.0.2.1', '192.0.2.1']);
});

test('without upstreams there is no answer', async () => {
  expect(await ask(setUp(new Set(), []).served, 'a.example')).toMatchObject({ rcode: 'SERVFAIL' });
});

test('a query that wants no recursion is refused', () => {
  const query = { ...queryFor('a.example'), flags: 0 };
  expect(setUp(new Set()).plugin.serve(query, () => refused)).toBe(refused);
});
