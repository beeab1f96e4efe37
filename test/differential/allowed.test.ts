import { judge, readAllowed, type Allowed } from './allowed';
import type { Compared } from './case';
import { openText, pruned, readOpen } from './open-differences';

const compared = (name: string, ...ats: string[]): Compared => ({
  topic: 'watches',
  name,
  request: 'GET /',
  differences: ats.map((at) => ({ at, theirs: '1', ours: '2' })),
});
const allowed = (pattern: string, topic = 'watches'): Allowed => ({ topic, pattern, reason: `reason of ${pattern}` });
const none = new Set<string>();
const noneOpen = new Map<string, Set<string>>();
const judged = (all: Compared[], entries: Allowed[], skipped = none, open = noneOpen) =>
  judge(all, { allowed: entries, open }, skipped);

test('requests are alike, allowed or different', () => {
  const verdict = judged(
    [compared('a'), compared('b', 'code'), compared('c', 'code', 'body.x')],
    [allowed('code: 1 ≠ 2')],
  );
  expect(verdict).toMatchObject({
    asked: 3,
    alike: 1,
    allowed: [{ reason: 'reason of code: 1 ≠ 2', requests: 1 }],
    open: 0,
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

test('what is known to differ is open, and stale when it is alike', () => {
  const open = new Map([['watches', new Set(['a', 'b'])]]);
  const verdict = judged([compared('a'), compared('b', 'code')], [], none, open);
  expect(verdict).toMatchObject({ alike: 1, open: 1, different: [] });
  expect(verdict.staleOpen).toEqual(new Map([['watches', new Set(['a'])]]));
  expect(judged([], [], new Set(['watches']), open).staleOpen).toEqual(new Map());
  expect(readOpen(openText(pruned(open, verdict.staleOpen)))).toEqual(new Map([['watches', new Set(['b'])]]));
});

test('the file is a list of topics, patterns and reasons', () => {
  expect(readAllowed('- { topic: a, pattern: b, reason: c }\n')).toEqual([{ topic: 'a', pattern: 'b', reason: 'c' }]);
  expect(readAllowed('# none\n[]\n')).toEqual([]);
  expect(() => readAllowed('- { topic: a, pattern: b }\n')).toThrow('a topic, a pattern and a reason: {"topic":"a"');
});
