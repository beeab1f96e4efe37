import { createFakeClock } from '@kubets/component/testing';
import { ask } from '../../testing/ask';
import { answerBody, bareAnswer, serverFailure, type AnswerBody } from '../../wire/answer-body';
import { FLAG, RCODE } from '../../wire/constants';
import { chain } from '../plugin';
import { cache } from './cache';

const positive = (ttl: number) => answerBody({ answers: [{ type: 'A', ttl, data: '192.0.2.1' }] }, 0);
const soa = (ttl: number, minimum: number) => ({
  owner: 'example.com',
  type: 'SOA',
  ttl,
  data: { mname: 'ns.example.com', rname: 'h.example.com', serial: 1, refresh: 1, retry: 1, expire: 1, minimum },
});
const negative = (ttl: number, minimum: number) => answerBody({ authorities: [soa(ttl, minimum)] }, RCODE.nxDomain);
const aliasToNothing = (ttl: number, minimum: number) =>
  answerBody(
    { answers: [{ type: 'CNAME', ttl, data: 'gone.example.com' }], authorities: [soa(600, minimum)] },
    RCODE.nxDomain,
  );

function setUp(answer: AnswerBody, mostEntries?: number, mostBytes?: number) {
  const clock = createFakeClock();
  let asked = 0;
  const served = chain(
    [
      cache({
        cache: { prefetch: false, staleSeconds: 0 },
        clock,
        ...(mostEntries !== undefined && { mostEntries }),
        ...(mostBytes !== undefined && { mostBytes }),
      }),
    ],
    async () => {
      asked++;
      return answer;
    },
  );
  return { clock, served, asked: () => asked };
}

test('an answer is kept for its TTL, which counts down', async () => {
  const { clock, served, asked } = setUp(positive(60));
  expect((await ask(served, 'example.com')).ttls).toEqual([60]);
  await clock.advance(20_000);
  // In the letters of who asks, not of who asked first.
  expect(await ask(served, 'Example.COM')).toMatchObject({ answers: ['Example.COM A 192.0.2.1'], ttls: [40] });
  await clock.advance(39_999);
  expect((await ask(served, 'example.com')).ttls).toEqual([1]);
  expect(asked()).toBe(1);
  await clock.advance(1);
  await ask(served, 'example.com');
  expect(asked()).toBe(2);
});

test.each<{ name: string; answer: AnswerBody; keptSeconds: number }>([
  { name: 'a TTL of 0 is not kept', answer: positive(0), keptSeconds: 0 },
  { name: 'a day is cut to an hour', answer: positive(86_400), keptSeconds: 3600 },
  { name: 'NXDOMAIN for the SOA minimum', answer: negative(600, 10), keptSeconds: 10 },
  { name: 'NXDOMAIN for the TTL of the SOA', answer: negative(5, 600), keptSeconds: 5 },
  { name: 'NXDOMAIN at most half a minute', answer: negative(600, 600), keptSeconds: 30 },
  { name: 'NXDOMAIN without SOA is not kept', answer: bareAnswer(RCODE.nxDomain), keptSeconds: 0 },
  { name: 'no data without SOA is not kept', answer: bareAnswer(RCODE.noError), keptSeconds: 0 },
  { name: 'no data as long as its SOA says', answer: { ...negative(600, 10), flags: 0 }, keptSeconds: 10 },
  { name: 'an alias that leads nowhere as long as its SOA says', answer: aliasToNothing(60, 10), keptSeconds: 10 },
  { name: 'an alias that leads nowhere no longer than itself', answer: aliasToNothing(5, 10), keptSeconds: 5 },
  { name: 'a failure of the upstream for five seconds', answer: bareAnswer(RCODE.servFail), keptSeconds: 5 },
  { name: 'a failure of our own is not kept', answer: serverFailure, keptSeconds: 0 },
  { name: 'a refusal is not kept', answer: bareAnswer(RCODE.refused), keptSeconds: 0 },
  { name: 'a truncated answer is not kept', answer: { ...positive(60), flags: FLAG.truncated }, keptSeconds: 0 },
])('$name', async ({ answer, keptSeconds }) => {
  const { clock, served, asked } = setUp(answer);
  await ask(served, 'example.com');
  if (keptSeconds > 0) {
    await clock.advance(keptSeconds * 1000 - 1);
    await ask(served, 'example.com');
    expect(asked()).toBe(1);
    await clock.advance(1);
  }
  await ask(served, 'example.com');
  expect(asked()).toBe(2);
});

test('names, types and classes are kept apart', async () => {
  const { served, asked } = setUp(positive(60));
  for (const [name, type] of [
    ['a.com', 'A'],
    ['a.com', 'AAAA'],
    ['b.com', 'A'],
    ['a.com', 'A'],
  ] as const)
    await ask(served, name, { type });
  expect(asked()).toBe(3);
});

test('the least recently used goes first', async () => {
  const { served, asked } = setUp(positive(60), 2);
  for (const name of ['a.com', 'b.com', 'a.com', 'c.com', 'a.com']) await ask(served, name);
  expect(asked()).toBe(3);
  await ask(served, 'b.com');
  expect(asked()).toBe(4);
});

test('large answers leave earlier', async () => {
  const { served, asked } = setUp(
    answerBody({ answers: [{ type: 'TXT', ttl: 60, data: 'x'.repeat(200) }] }, 0),
    100,
    500,
  );
  for (const name of ['a.com', 'b.com', 'a.com', 'c.com', 'a.com']) await ask(served, name);
  expect(asked()).toBe(3);
  await ask(served, 'b.com');
  expect(asked()).toBe(4);
});

test('what several want at once is asked for once', async () => {
  const { served, asked } = setUp(positive(60));
  await Promise.all([ask(served, 'a.com'), ask(served, 'a.com'), ask(served, 'A.com')]);
  expect(asked()).toBe(1);
});

test('a name that is not there has no record of any type', async () => {
  const { clock, served, asked } = setUp(negative(600, 10));
  await ask(served, 'a.com');
  expect(await ask(served, 'a.com', { type: 'AAAA' })).toMatchObject({ rcode: 'NXDOMAIN' });
  expect(asked()).toBe(1);
  await ask(served, 'b.a.com');
  expect(asked()).toBe(2);
  await clock.advance(10_000);
  await ask(served, 'a.com', { type: 'AAAA' });
  expect(asked()).toBe(3);
});

/** A cache in front of an upstream whose answer the test decides on, and how long it takes. */
function behind(settings: { prefetch: boolean; staleSeconds: number }) {
  const clock = createFakeClock();
  const upstream = { answer: positive(60), takesMs: 0, asked: 0 };
  const served = chain([cache({ cache: settings, clock })], async () => {
    upstream.asked++;
    if (upstream.takesMs > 0) await clock.sleep(upstream.takesMs);
    return upstream.answer;
  });
  return { clock, upstream, served };
}

describe('prefetch', () => {
  test('what is used often is asked anew once in its last tenth, and never runs out', async () => {
    const { clock, upstream, served } = behind({ prefetch: true, staleSeconds: 0 });
    for (let round = 0; round < 3; round++) await ask(served, 'a.com');
    await clock.advance(53_000);
    await ask(served, 'a.com');
    expect(upstream.asked).toBe(1);
    await clock.advance(1000);
    for (let round = 0; round < 3; round++) expect((await ask(served, 'a.com')).rcode).toBe('NOERROR');
    await clock.advance(0);
    expect(upstream.asked).toBe(2);
    expect((await ask(served, 'a.com')).ttls).toEqual([60]);
  });

  test('what is used once is not', async () => {
    const { clock, upstream, served } = behind({ prefetch: true, staleSeconds: 0 });
    await ask(served, 'a.com');
    await clock.advance(55_000);
    await ask(served, 'a.com');
    expect(upstream.asked).toBe(1);
  });

  test('a failure leaves what there is', async () => {
    const { clock, upstream, served } = behind({ prefetch: true, staleSeconds: 0 });
    for (let round = 0; round < 3; round++) await ask(served, 'a.com');
    upstream.answer = serverFailure;
    await clock.advance(55_000);
    for (let round = 0; round < 3; round++)
      expect(await ask(served, 'a.com')).toMatchObject({ rcode: 'NOERROR', ttls: [5] });
    expect(upstream.asked).toBe(2);
  });
});

describe('what is out of date', () => {
  test.each([
    { name: 'our own failure', answer: serverFailure },
    { name: "the upstream's failure", answer: bareAnswer(RCODE.servFail) },
    { name: 'a refusal', answer: bareAnswer(RCODE.refused) },
  ])('stands in for $name, with half a minute to live, and is asked for again after as long', async ({ answer }) => {
    const { clock, upstream, served } = behind({ prefetch: false, staleSeconds: 3600 });
    await ask(served, 'a.com');
    upstream.answer = answer;
    await clock.advance(60_000);
    for (let round = 0; round < 3; round++)
      expect(await ask(served, 'a.com')).toMatchObject({ answers: ['a.com A 192.0.2.1'], ttls: [30] });
    expect(upstream.asked).toBe(2);
    upstream.answer = positive(60);
    await clock.advance(30_000);
    expect((await ask(served, 'a.com')).ttls).toEqual([60]);
  });

  test('is answered when the upstream is slow, whose answer then counts', async () => {
    const { clock, upstream, served } = behind({ prefetch: false, staleSeconds: 3600 });
    await ask(served, 'a.com');
    await clock.advance(60_000);
    upstream.takesMs = 4000;
    const asked = ask(served, 'a.com');
    await clock.advance(1800);
    expect((await asked).ttls).toEqual([30]);
    await clock.advance(2200);
    expect((await ask(served, 'a.com')).ttls).toEqual([60]);
  });

  test('gives way to the news that the name is gone', async () => {
    const { clock, upstream, served } = behind({ prefetch: false, staleSeconds: 3600 });
    await ask(served, 'a.com');
    upstream.answer = negative(600, 10);
    await clock.advance(60_000);
    expect((await ask(served, 'a.com')).rcode).toBe('NXDOMAIN');
  });

  test('ends after the time given', async () => {
    const { clock, upstream, served } = behind({ prefetch: false, staleSeconds: 3600 });
    await ask(served, 'a.com');
    upstream.answer = serverFailure;
    await clock.advance(3_660_000);
    expect((await ask(served, 'a.com')).rcode).toBe('SERVFAIL');
  });

  test('never says that something is not there', async () => {
    const { clock, upstream, served } = behind({ prefetch: false, staleSeconds: 3600 });
    upstream.answer = negative(600, 10);
    await ask(served, 'a.com');
    upstream.answer = serverFailure;
    await clock.advance(10_000);
    expect((await ask(served, 'a.com')).rcode).toBe('SERVFAIL');
  });
});
