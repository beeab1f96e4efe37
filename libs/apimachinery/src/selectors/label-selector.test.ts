import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { parseFieldSelector } from './field-selector';
import {
  formatLabels,
  formatLabelSelector,
  parseLabelSelector,
  selectorFromLabelSelector,
  selectorFromSet,
  selectorOrNothing,
} from './label-selector';

type Labels = Record<string, string>;

describe('parseLabelSelector', () => {
  test.each<[string, Labels[], Labels[]]>([
    ['', [{}, { a: '1' }], []],
    ['a=1', [{ a: '1' }], [{}, { a: '2' }]],
    ['a==1,b!=2', [{ a: '1' }, { a: '1', b: '3' }], [{ a: '1', b: '2' }]],
    ['a in (1, 2)', [{ a: '1' }, { a: '2' }], [{ a: '3' }, {}]],
    ['a notin (1,2)', [{ a: '3' }, {}], [{ a: '1' }]],
    ['a', [{ a: '' }], [{}]],
    ['!a', [{}], [{ a: '' }]],
    ['a>1', [{ a: '2' }], [{ a: '1' }, { a: 'x' }, {}]],
    ['a<10', [{ a: '9' }], [{ a: '10' }]],
    ['a=', [{ a: '' }], [{ a: '1' }]],
    ['a in (,x)', [{ a: '' }, { a: 'x' }], [{ a: 'y' }]],
    [' example.com/a = x , b ', [{ 'example.com/a': 'x', b: '1' }], [{ b: '1' }]],
    ['in in (in)', [{ in: 'in' }], [{}]],
    ['constructor', [], [{}]],
  ])('%j', (text, yes, no) => {
    const selector = parseLabelSelector(text);
    for (const labels of yes) expect([labels, selector.matches(labels)]).toEqual([labels, true]);
    for (const labels of no) expect([labels, selector.matches(labels)]).toEqual([labels, false]);
  });

  test.each([
    ['a in', "unable to parse requirement: found '' expected: '('"],
    ['a in (1', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a=1,', "found '', expected: identifier after ','"],
    ['a=(', "unable to parse requirement: found '(', expected: identifier"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['a=1)', "found ')', expected: ',' or 'end of string'"],
    [
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    [
      '-a',
      'unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of alphanumeric characters',
    ],
    ['a=b!', "found '!', expected: ',' or 'end of string'"],
  ])('%j is refused', (text, message) => {
    expect(() => parseLabelSelector(text)).toThrow(
      expect.objectContaining({ code: 400, message: expect.stringContaining(message) as unknown }),
    );
  });

  test.each([
    ['b=1,a', 'a,b=1'],
    ['a in (2,1)', 'a in (1,2)'],
    ['a!=x,!b', 'a!=x,!b'],
    ['a>1', 'a>1'],
  ])('%s prints as %s', (text, printed) => {
    expect(parseLabelSelector(text).toString()).toBe(printed);
  });
});

describe('selectorFromLabelSelector', () => {
  test.each<[string, LabelSelector | undefined, Labels[], Labels[]]>([
    ['absent selects nothing', undefined, [], [{}, { a: '1' }]],
    ['empty selects everything', {}, [{}, { a: '1' }], []],
    ['matchLabels', { matchLabels: { a: '1', b: '2' } }, [{ a: '1', b: '2', c: '3' }], [{ a: '1' }]],
    [
      'In and Exists',
      {
        matchExpressions: [
          { key: 'a', operator: 'In', values: ['1'] },
          { key: 'b', operator: 'Exists' },
        ],
      },
      [{ a: '1', b: '' }],
      [{ a: '1' }],
    ],
    [
      'NotIn and DoesNotExist',
      {
        matchExpressions: [
          { key: 'a', operator: 'NotIn', values: ['1'] },
          { key: 'b', operator: 'DoesNotExist' },
        ],
      },
      [{}],
      [{ a: '1' }, { b: '' }],
    ],
  ])('%s', (_, source, yes, no) => {
    const selector = selectorFromLabelSelector(source);
    for (const labels of yes) expect(selector.matches(labels)).toBe(true);
    for (const labels of no) expect(selector.matches(labels)).toBe(false);
  });
});

test('selectorFromSet', () => {
  expect(selectorFromSet({ a: '1' }).matches({ a: '1', b: '2' })).toBe(true);
  expect(selectorFromSet({ a: '1' }).matches(undefined)).toBe(false);
  expect([selectorFromSet(undefined).isEmpty(), selectorFromSet({ b: '2', a: '1' }).toString()]).toEqual([
    true,
    'a=1,b=2',
  ]);
});

test('for people', () => {
  expect([formatLabels({ b: '2', a: '1' }), formatLabels(undefined)]).toEqual(['a=1,b=2', '<none>']);
  expect(
    formatLabelSelector({
      matchLabels: { b: '1' },
      matchExpressions: [
        { key: 'a', operator: 'In', values: ['y', 'x'] },
        { key: 'c', operator: 'DoesNotExist' },
      ],
    }),
  ).toBe('a in (x,y),b=1,!c');
  expect([formatLabelSelector(undefined), formatLabelSelector({})]).toEqual(['<none>', '<none>']);
});

test('a set of many values', () => {
  const values = Array.from({ length: 1000 }, (_, index) => `v${index}`);
  const within = parseLabelSelector(`a in (${values.join(',')})`);
  const without = parseLabelSelector(`a notin (${values.join(',')})`);
  for (const [labels, isOne] of [
    [{ a: 'v0' }, true],
    [{ a: 'v999' }, true],
    [{ a: 'v1000' }, false],
  ] as const) {
    // However often it is asked.
    for (let times = 0; times < 100; times++)
      expect([within.matches(labels), without.matches(labels)]).toEqual([isOne, !isOne]);
  }
  expect([within.matches({}), without.matches({})]).toEqual([false, true]);
});

test.each(['Near', 'constructor', '__proto__', '', undefined])(
  'an operator %p is none; among others such a selector selects nothing',
  (operator) => {
    const selector = { matchExpressions: [{ key: 'a', operator }] };
    expect(() => selectorFromLabelSelector(selector)).toThrow(`"${operator}" is not a valid label selector operator`);
    expect(selectorOrNothing(selector).matches({ a: '1' })).toBe(false);
    expect(selectorOrNothing({ matchLabels: { a: '1' } }).matches({ a: '1' })).toBe(true);
    expect(selectorOrNothing(selector)).toBe(selectorOrNothing(selector));
  },
);

test.each<[string, (text: string) => unknown]>([
  ['label', parseLabelSelector],
  ['field', parseFieldSelector],
])('a %s selector is no longer than a URL', (_kind, parse) => {
  expect(() => parse(`a!=${'b,a!='.repeat(2500)}`)).not.toThrow();
  expect(() => parse('a!=b,'.repeat(4000))).toThrow('a selector may have at most 16384 characters, this one has 20000');
});
