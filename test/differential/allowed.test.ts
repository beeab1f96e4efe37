import { judge, readAllowed, type Allowed } from './allowed';
import type { Compared } from './case';

const compared = (name: string, ...ats: string[]): Compared => ({
  topic: 'watches',
  name,
  request: 'GET /',
  differences: ats.map((at) => ({ at, theirs: '1', ours: '2' })),
});
const allowed = (pattern: string, topic = 'watches'): Allowed => ({ topic, pattern, reason: `reason of ${pattern}` });
const whole = new Set(['watches']);

test('requests are alike, allowed or different', () => {
  const verdict = judge(
    [compared('a'), compared('b', 'code'), compared('c', 'code', 'body.x')],
    [allowed('code: 1 ≠ 2')],
    whole,
  );
  expect(verdict).toMatchObject({
    asked: 3,
    alike: 1,
    allowed: [{ reason: 'reason of code: 1 ≠ 2', requests: 1 }],
    stale: [],
  });
  expect(verdict.different).toEqual([compared('c', 'body.x')]);
});

test('an entry of another topic allows nothing', () => {
  expect(judge([compared('b', 'code')], [allowed('code', 'lists')], whole).different).toHaveLength(1);
});

test('an entry of every topic does', () => {
  expect(judge([compared('b', 'code')], [allowed('code', '*')], whole).different).toHaveLength(0);
});

test.each([
  ['its topic was asked whole', 'watches', whole, 1],
  ['its topic was not asked', 'watches', new Set<string>(), 0],
  ['it is of every topic, and not all were asked', '*', whole, 0],
  ['it is of every topic, and all were asked', '*', new Set(['watches', '*']), 1],
])('an entry that matches nothing is stale where %s', (_name, topic, topics, stale) => {
  expect(judge([compared('a')], [allowed('code', topic)], topics).stale).toHaveLength(stale);
});

test('the file is a list of topics, patterns and reasons', () => {
  expect(readAllowed('- { topic: a, pattern: b, reason: c }\n')).toEqual([{ topic: 'a', pattern: 'b', reason: 'c' }]);
  expect(readAllowed('# none\n[]\n')).toEqual([]);
  expect(() => readAllowed('- { topic: a, pattern: b }\n')).toThrow('a topic, a pattern and a reason: {"topic":"a"');
});
