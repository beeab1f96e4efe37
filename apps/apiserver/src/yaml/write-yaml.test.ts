import { parse as parseYaml } from 'yaml';
import { readYaml } from './read-yaml';
import { yamlPieces } from './write-yaml';

const textOf = (value: unknown): string => [...yamlPieces(value)].join('');

/** Texts that some reader takes for something else when they stand as they are. */
const TEXTS = [
  ...['', ' ', 'a', 'a b', ' a', 'a ', 'yes', 'No', 'on', 'y', 'null', '~', 'true', 'True', '.inf', '-.INF', '.nan'],
  ...[
    '0',
    '-1',
    '+1',
    '007',
    '0o7',
    '0x1F',
    '0b1',
    '1_000',
    '1e3',
    '.5',
    '1.',
    '12:30',
    '12:30:45.5',
    '10.0.0.1',
    '1.2.3',
  ],
  ...[
    '2020-01-01',
    '2020-01-01T00:00:00Z',
    '<<',
    '=',
    '-',
    '- a',
    '-a',
    '?',
    '? a',
    ':',
    ': a',
    ':a',
    'a:',
    'a: b',
    'a:b',
  ],
  ...[
    '#',
    '# a',
    'a #b',
    'a#b',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    "'",
    "it's",
    '"',
    '%',
    '@',
    '`',
    '[',
    ']',
    '{',
    '}',
    ',',
    ',a',
  ],
  ...[
    '---',
    '--- a',
    '...',
    '\t',
    'a\tb',
    '\u0000',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ufeff',
    'ü',
    '😀',
    '\\',
    '\\n',
  ],
  ...[
    '\n',
    '\n\n',
    'a\n',
    'a\nb',
    'a\nb\n',
    'a\n\n',
    '\na',
    ' a\nb',
    'a\n b\n',
    'a \nb',
    'a\n ',
    'a\n\n\nb\n\n\n',
    '\n\n a\n',
  ],
  ...[
    'a\r\nb',
    '\r',
    '- x\n  y: "z"\n\n',
    '# a\nb',
    '---\na\n',
    '...\n',
    'k: |\n  a',
    `  indented\nü ${'long '.repeat(60)}`,
  ],
  ...['a'.repeat(200), 'a: '.repeat(400), '__proto__', 'constructor'],
  ...["it's   so: ", 'long  ', 'ü😀 ', '\u0007 a  ', '- '].map((part) => `${part.repeat(60)}x`),
];

const VALUES: unknown[] = [
  ...[null, true, false, 0, -1.5, 1e21, 1e-7, 12345678901234567890n, [], {}, [[]], [{}], [[], {}, ''], { a: [] }],
  { list: [1, [2, [3, 'x']], { a: 1, b: [{ c: 'd' }, []] }], map: { a: { b: { c: [{ d: {} }] } } }, last: null },
  { ['k'.repeat(200)]: { a: 1 }, ['l'.repeat(200)]: [1, { b: 2 }], ['m'.repeat(200)]: 'n\no' },
  [{ ['k'.repeat(200)]: { a: [1] } }],
];

/** Values of texts that are hard to write, in all places. */
function* mixtures(): Generator<unknown> {
  let state = 7;
  const draw = (bound: number): number => (state = (state * 48271) % 2147483647) % bound;
  const text = (): string => TEXTS[draw(TEXTS.length)]!;
  const value = (depth: number): unknown => {
    const kind = draw(depth > 4 ? 3 : 6);
    if (kind < 2) return text();
    if (kind === 2) return [null, true, 7, 0.25][draw(4)];
    const count = draw(5);
    if (kind === 3) return Array.from({ length: count }, () => value(depth + 1));
    return Object.fromEntries(Array.from({ length: count }, () => [text(), value(depth + 1)]));
  };
  for (let index = 0; index < 500; index++) yield value(0);
}

/** Of another reader: YAML 1.2, which has no integers beyond a number's. */
const isForEveryReader = (text: string): boolean => !text.includes('12345678901234567890');

describe.each([
  ['by itself', (text: string): unknown => text],
  ['in a map', (text: string): unknown => ({ a: text, b: 1 })],
  ['as a key', (text: string): unknown => ({ [`${text}`]: text, b: { [text]: [text] } })],
  ['in a list', (text: string): unknown => [text, [text, 1], { a: [text], b: text }]],
])('%s', (_, place) => {
  test.each(TEXTS.map((text) => [JSON.stringify(text).slice(0, 40), text]))(
    '%s is read as what it was',
    (_name, text) => {
      const value = place(text);
      const written = textOf(value);
      expect(readYaml(written).value).toEqual(value);
      expect(parseYaml(written, { logLevel: 'silent' })).toEqual(value);
    },
  );
});

test('what is written is read as what it was, by Go and by others', () => {
  for (const value of [...VALUES, ...mixtures()]) {
    const written = textOf(value);
    expect(readYaml(written).value).toEqual(value);
    if (isForEveryReader(written)) expect(parseYaml(written, { logLevel: 'silent' })).toEqual(value);
  }
});

test('it looks as in Kubernetes', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { creationTimestamp: '2026-01-01T00:00:00Z', annotations: { note: 'a\nb\n', port: '80' } },
    spec: { containers: [{ name: 'c', args: ['-c', 'it: is', '- x'], env: [] }], nodeName: 'node-1' },
  };
  expect(textOf(pod)).toBe(`apiVersion: v1
kind: Pod
metadata:
  creationTimestamp: "2026-01-01T00:00:00Z"
  annotations:
    note: |
      a
      b
    port: "80"
spec:
  containers:
  - name: c
    args:
    - -c
    - 'it: is'
    - '- x'
    env: []
  nodeName: node-1
`);
});

test.each<[string, unknown, string]>([
  [
    'a plain text',
    { text: `${'word '.repeat(20)}end` },
    `text: ${'word '.repeat(15)}word\n  word word word word end\n`,
  ],
  ['in a list', [`${'word '.repeat(17)}end`], `- ${'word '.repeat(15)}word\n  word end\n`],
  ['at a space alone', [`${'x'.repeat(80)}  y z`], `- ${'x'.repeat(80)}  y\n  z\n`],
  ['quoted', { a: { b: `x: ${'y'.repeat(80)} it's z` } }, `a:\n  b: 'x: ${'y'.repeat(80)}\n    it''s z'\n`],
  ['doubly quoted', [`\u0007${'x'.repeat(80)}  y`], `- "\\u0007${'x'.repeat(80)}\n  \\ y"\n`],
  ['by its characters', [`${'😀'.repeat(60)} y`], `- ${'😀'.repeat(60)} y\n`],
])('lines are broken as in Kubernetes: %s', (_, value, written) => {
  expect(textOf(value)).toBe(written);
  expect(readYaml(written).value).toEqual(value);
});

test('comes in pieces, none of which takes long', () => {
  const value = { data: Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, 'v'])) };
  const pieces = [...yamlPieces(value)];
  expect(pieces.length).toBeGreaterThan(10);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(20_000);
  expect(readYaml(pieces.join('')).value).toEqual(value);
});
