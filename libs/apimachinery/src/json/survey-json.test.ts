import { growthRatio } from '../testing';
import { mayExceedDepth, surveyJson } from './survey-json';

test.each<[string, number, number, string[]]>([
  ['1', 0, 0, []],
  ['"a:b[{"', 0, 0, []],
  ['{}', 1, 0, []],
  ['{"a":1,"a":2}', 1, 2, []],
  ['{"a\\":":{"b":[{"c":":"},{"c:\\\\":"\\\\"}]}}', 4, 4, []],
  ['{ "a" : "\\"" , "b" : [ ] }', 2, 2, []],
  ['[1234567890123456,-1234567890123456,123456789012345]', 1, 0, ['1234567890123456', '-1234567890123456']],
  ['[1234567890123456.5,1.1234567890123456,1e1234567890123456,1234567890123456E2]', 1, 0, []],
  ['"1234567890123456', 0, 0, []],
  ['"\\\\" 1234567890123456', 0, 0, ['1234567890123456']],
])('%s', (text, depth, members, integers) => {
  const survey = surveyJson(text);
  expect([survey.depth, survey.members]).toEqual([depth, members]);
  expect(survey.longIntegers.map(([from, to]) => text.slice(from, to))).toEqual(integers);
});

test.each([
  ['', false],
  ['[[]]', false],
  ['[[[]]]', true],
  ['{"a":[{}]}', true],
  ['"[[["', true],
])('%s may exceed a depth of 2: %s', (text, may) => {
  expect(mayExceedDepth(text, 2)).toBe(may);
});

test('the time for hostile texts grows with their length, not faster', () => {
  const hostile: ((size: number) => string)[] = [
    (size) => '"' + '\\'.repeat(size),
    (size) => '"\\'.repeat(size),
    (size) => '['.repeat(size),
    (size) => '9'.repeat(size),
    (size) => '1e'.repeat(size),
    (size) => `"${'\\"'.repeat(size)}"`,
  ];
  for (const text of hostile) expect(growthRatio(text, surveyJson, 100_000)).toBeLessThan(5);
});
