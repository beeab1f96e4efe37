import type { Draw } from './draw';
import { raw, type JsonTree } from './json-tree';

/** Numbers at and beyond the widths of int32, int64, a double's whole numbers and a double, in all ways to write them. */
export const NUMBER_TOKENS = [
  ...['0', '-0', '-1', '1.0', '1.5', '1e0', '1E+2', '-1e-7', '0.0', '1e-400', '1e300', '1e308', '-1e308'],
  ...['2147483647', '2147483648', '-2147483648', '-2147483649', '4294967295', '4294967296', '65535', '65536', '-65536'],
  ...[
    '9007199254740991',
    '9007199254740993',
    '-9007199254740993',
    '9223372036854775807',
    '9223372036854775808',
    '-9223372036854775808',
    '-9223372036854775809',
  ],
  ...['18446744073709551615', '18446744073709551616', '9'.repeat(400), `0.${'1'.repeat(400)}`, `1e${'9'.repeat(20)}`],
];

/** No JSON, although some parsers take them. */
const BAD_TOKENS = [
  'NaN',
  'Infinity',
  '-Infinity',
  '1e400',
  '-1e400',
  '01',
  '0x10',
  '+1',
  '.5',
  '1.',
  "'a'",
  'undefined',
  'nul',
  'True',
  '',
  '"\\x00"',
  '"\\ud800"',
  '"\\u12"',
  '"a\nb"',
  '{a:1}',
  '[1,]',
  '/**/1',
  '\ufeff1',
];

export const POLLUTING_KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'then',
  'toJSON',
  'length',
  '',
  '$patch',
  '$ref',
  '.',
  '~1',
  'metadata',
  '\ud800',
  '\0',
];

const QUANTITIES = [
  '1e9999999',
  '9'.repeat(30),
  '0.000000000000000000001',
  '-1Ki',
  '1Ei1',
  '1e+',
  '+',
  '.',
  '1.5.5',
  '99999999999E',
  '1e-2147483648',
  '１',
];
const TIMES = [
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:60Z',
  '2026-02-30T00:00:00Z',
  '2026-01-01T00:00:00.123456789012Z',
  '-1',
  '275760-09-13T00:00:01Z',
  '1e9',
];
const NAMES = [
  '-a',
  'a-',
  'A',
  'a..b',
  '.',
  '..',
  'a/b',
  '%2e%2e',
  'a%00',
  'ａ',
  'xn--a',
  '*',
  'system:masters',
  '../../../etc/passwd',
  'a b',
  "a'b",
  'a"b',
  'a\\,b',
  'a=b,c!=d',
  'in (',
  '!(',
  ','.repeat(50),
];
const ADDRESSES = [
  '256.1.1.1',
  '::',
  '::ffff:1.2.3.4',
  '01.2.3.4',
  '1.2.3.4/33',
  'fe80::1%eth0',
  '1.2.3',
  '::1/129',
  '[::1]:80',
];

/** Long, and shaped for a pattern or a parser that goes back. */
const LONG_SHAPES: readonly ((length: number) => string)[] = [
  (length) => 'a'.repeat(length),
  (length) => `${'9'.repeat(length)}Q`,
  (length) => `${'0'.repeat(length)}.`,
  (length) => `${'a.'.repeat(length / 2)}!`,
  (length) => `${'-'.repeat(length)}a`,
  (length) => 'a,'.repeat(length / 2),
  (length) => '('.repeat(length),
  (length) => `${'a=b,'.repeat(length / 4)}!`,
  (length) => '🙂'.repeat(length / 4),
  (length) => '\\'.repeat(length),
  (length) => '%41'.repeat(length / 3),
  (length) => `$(${'$('.repeat(length / 2)}`,
  (length) => ' '.repeat(length),
  (length) => '\ud800'.repeat(length / 3),
];

/** Mostly short, seldom up to a quarter of a megabyte. */
const hostileLength = (draw: Draw) =>
  draw.weighted([
    [40, 64],
    [40, 300],
    [15, 4_000],
    [4, 40_000],
    [1, 250_000],
  ] as const);

export const longText = (draw: Draw, length: number = hostileLength(draw)) => draw.pick(LONG_SHAPES)(length);

export const hostileText = (draw: Draw): string =>
  draw.weighted<() => string>([
    [3, () => draw.text()],
    [2, () => draw.pick(NAMES)],
    [1, () => draw.pick(QUANTITIES)],
    [1, () => draw.pick(TIMES)],
    [1, () => draw.pick(ADDRESSES)],
    [1, () => draw.pick(POLLUTING_KEYS)],
    [1, () => draw.pick(NUMBER_TOKENS)],
    [2, () => longText(draw)],
  ])();

const DEPTHS = [20, 60, 99, 101, 128, 150, 1000, 5000] as const;

/** Arrays or objects within each other. */
function nested(draw: Draw, depth: number = draw.pick(DEPTHS)): JsonTree {
  const [open, close] = draw.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['{"f:a":', '}'],
    ['[{"a":', '}]'],
  ] as const);
  return raw(`${open.repeat(depth)}${draw.pick(['1', '{}', 'null', '""'])}${close.repeat(depth)}`);
}

/** A value that hardly any field is made for. */
export const hostileValue = (draw: Draw): JsonTree =>
  draw.weighted<() => JsonTree>([
    [6, () => raw(draw.pick(NUMBER_TOKENS))],
    [6, () => hostileText(draw)],
    [2, () => draw.pick([null, true, false])],
    [2, () => draw.pick<JsonTree>([[], { members: [] }, [null], [[]], { members: [['a', { members: [] }]] }])],
    [1, () => nested(draw)],
    [1, () => raw(draw.pick(BAD_TOKENS))],
    [1, () => ({ members: [[draw.pick(POLLUTING_KEYS), { members: [[draw.pick(POLLUTING_KEYS), 'x']] }]] })],
    [
      1,
      () =>
        Array.from({ length: draw.pick([2, 17, 200, 3000]) }, () =>
          draw.pick<JsonTree>(['a', 1, null, { members: [] }]),
        ),
    ],
  ])();
