import { createLengthBudget, expand, expandAll } from './expand';

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

describe('what no program can be given is not made', () => {
  const text = (length: number) => 'x'.repeat(length);
  const variable = (length: number) => () => text(length);

  test('one text, at the bound', () => {
    expect(expand('$(A)', variable(131_072))).toHaveLength(131_072);
    expect(() => expand('$(A)', variable(131_073))).toThrow(
      'argument list too long: $(A) makes a text of more than 131072 characters',
    );
    expect(() => expand('$(A)'.repeat(200_000), variable(100_000))).toThrow('argument list too long');
    expect(expand(text(200_000), variable(1))).toHaveLength(200_000);
  });

  test('all together', () => {
    expect(() =>
      expandAll(
        Array.from({ length: 300_000 }, () => '$(A)'),
        variable(100_000),
      ),
    ).toThrow('argument list too long: more than 6291456 characters');
    const within = createLengthBudget();
    within(text(6_291_456));
    expect(() => within('x')).toThrow('argument list too long');
  });
});
