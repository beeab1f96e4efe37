import { expand } from './expand';

const variables: Record<string, string> = { A: 'a', B: 'b$(A)', EMPTY: '' };

test.each([
  ['plain', 'plain'],
  ['$(A)', 'a'],
  ['x$(A)y$(A)', 'xaya'],
  ['$(B)', 'b$(A)'],
  ['[$(EMPTY)]', '[]'],
  ['$(UNKNOWN)', '$(UNKNOWN)'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$a'],
  ['$$$$(A)', '$$(A)'],
  ['$A', '$A'],
  ['$(A', '$(A'],
  ['cost: 5$', 'cost: 5$'],
  ['$(A)$', 'a$'],
  ['$()', '$()'],
])('%s → %s', (text, expected) => {
  expect(expand(text, (name) => (name in variables ? variables[name] : undefined))).toBe(expected);
});
