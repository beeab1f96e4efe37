import { createFakeClock } from '@kubets/component/testing';
import { ask } from '../../testing/ask';
import { answerBody, bareAnswer, type AnswerBody } from '../../wire/answer-body';
import { flag, rcode } from '../../wire/constants';
import { chain } from '../plugin';
import { cache } from './cache';

const positive = (ttl: number) => answerBody({ answers: [{ type: 'A', ttl, data: '192.0.2.1' }] }, 0);
const negative = (ttl: number, minimum: number) =>
  answerBody(
    {
      authorities: [
        {
          owner: 'example.com',
          type: 'SOA',
          ttl,
          data: {
            mname: 'ns.example.com',
            rname: 'h.example.com',
            serial: 1,
            refresh: 1,
            retry: 1,
            expire: 1,
            minimum,
          },
        },
      ],
    },
    rcode.nxDomain,
  );

function setUp(answer: AnswerBody, mostEntries?: number, mostBytes?: number) {
  const clock = createFakeClock();
  let asked = 0;
  const served = chain(
    [
      cache({
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
  expect((await ask(served, 'Example.COM')).ttls).toEqual([40]);
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
  { name: 'NXDOMAIN without SOA is not kept', answer: bareAnswer(rcode.nxDomain), keptSeconds: 0 },
  { name: 'a failure is not kept', answer: bareAnswer(rcode.servFail), keptSeconds: 0 },
  { name: 'a truncated answer is not kept', answer: { ...positive(60), flags: flag.truncated }, keptSeconds: 0 },
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
