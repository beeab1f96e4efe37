import { judge, readAllowed, type Allowed } from './allowed';
import type { Compared } from './case';

const compared = (name: string, ...ats: string[]): Compared => ({
  topic: 'watches',
  name,
  request: 'GET /',
  differences: ats.map((at) => ({ at, theirs: '1', ours: '2' })),
});
const allowed = (pattern: string, topic = 'watches'): Allowed => ({ topic, pattern, reason: `reason of ${pattern}` });
const none = new Set<string>();
const judged = (all: Compared[], entries: Allowed[], skipped = none) => judge(all, entries, skipped);

test('requests are alike, allowed or different', () => {
  const verdict = judged(
    [compared('a'), compared('b', 'code'), compared('c', 'code', 'body.x')],
    [allowed('code: 1 ≠ 2')],
  );
  expect(verdict).toMatchObject({
    asked: 3,
    alike: 1,
    allowed: [{ reason: 'reason of code: 1 ≠ 2', requests: 1 }],
    stale: [],
  });
  expect(verdict.different).toEqual([compared('c', 'body.x')]);
});

test.each([
  ['its own topic', 'watches', 0],
  ['every topic', '*', 0],
  ['topics that begin so', 'watch', 1],
  ['another topic', 'lists', 1],
])('an entry allows what is of %s', (_name, topic, different) => {
  expect(judged([compared('b', 'code')], [allowed('code', topic)]).different).toHaveLength(different);
});

test('an entry is of all topics that begin with its own and a colon', () => {
  const one = { ...compared('b', 'code'), topic: 'watches: protobuf' };
  expect(judged([one], [allowed('code')]).different).toEqual([]);
});

test.each([
  ['its topic was asked whole', 'watches', none, 1],
  ['its topic was not asked', 'watches', new Set(['watches']), 0],
  ['it is of every topic, and not all were asked', '*', new Set(['lists']), 0],
  ['it is of every topic, and all were asked', '*', none, 1],
])('an entry that matches nothing is stale where %s', (_name, topic, skipped, stale) => {
  expect(judged([compared('a')], [allowed('code', topic)], skipped).stale).toHaveLength(stale);
});

test('the file is a list of topics, patterns and reasons', () => {
  expect(readAllowed('- { topic: a, pattern: b, reason: c }\n')).toEqual([{ topic: 'a', pattern: 'b', reason: 'c' }]);
  expect(readAllowed('# none\n[]\n')).toEqual([]);
  expect(() => readAllowed('- { topic: a, pattern: b }\n')).toThrow('a topic, a pattern and a reason: {"topic":"a"');
});
