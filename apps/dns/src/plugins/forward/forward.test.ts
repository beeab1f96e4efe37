import * as dnsPacket from 'dns-packet';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { ask, queryFor } from '../../testing/ask';
import { refused } from '../../wire/answer-body';
import type { Exchange } from '../../upstreams/exchange';
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
  const logger = createTestLogger();
  const plugin = forward({ upstreams: () => list, exchange, clock, logger });
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

test('one that fails is replaced, and after two failures not asked first for a while', async () => {
  const { served, tried, clock } = setUp(new Set(['192.0.2.1']));
  for (let round = 0; round < 3; round++)
    expect(await ask(served, 'a.example')).toMatchObject({ answers: ['a.example A 192.0.2.2'] });
  expect(tried).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.1', '192.0.2.2', '192.0.2.2']);
  await clock.advance(5000);
  await ask(served, 'a.example');
  expect(tried.slice(5)).toEqual(['192.0.2.1', '192.0.2.2']);
});

test('when all are down it says so at once, and finds out when one is back', async () => {
  const down = new Set(['192.0.2.1', '192.0.2.2']);
  const { served, tried, clock, logger } = setUp(down);
  for (let round = 0; round < 2; round++) expect(await ask(served, 'a.example')).toMatchObject({ rcode: 'SERVFAIL' });
  tried.length = 0;
  await clock.advance(500);
  for (let round = 0; round < 5; round++) expect(await ask(served, 'a.example')).toMatchObject({ rcode: 'SERVFAIL' });
  expect(tried.length).toBeLessThanOrEqual(2);
  down.clear();
  await clock.advance(500);
  expect(await ask(served, 'a.example')).toMatchObject({ rcode: 'NOERROR' });
  expect(logger.lines.map(({ level, upstream }) => `${level} ${String(upstream)}`)).toEqual([
    'warn 192.0.2.1:53',
    'warn 192.0.2.2:53',
    'info 192.0.2.1:53',
  ]);
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
