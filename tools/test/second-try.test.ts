import { toldOf } from './second-try.mjs';

const run = (...names: string[]) => ({ failedTests: names.map((name) => ({ name, why: `    ${name} is wrong` })) });

test.each([
  ['a failure that stays', run('a'), run('a'), ['failed twice: a']],
  ['one that comes and goes', run('a'), run(), ['failed, then passed: a']],
  ['each by itself', run('a', 'b'), run('b'), ['failed, then passed: a', 'failed twice: b']],
  ['what failed only then', run('a'), run('a', 'c'), ['failed twice: a']],
])('%s is told, and why', (_, first, second, told) => {
  expect(toldOf('unit', first, second)).toEqual(told.map((text) => `!!! unit: ${text}\n    ${text.at(-1)} is wrong`));
});
