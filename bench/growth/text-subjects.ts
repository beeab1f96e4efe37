import type { Subject } from './subject';
import type { TextFunction } from './text-functions';

/** What is repeated, and what stands behind it: each pair has made some parser of this world slow. */
const SHAPES: readonly (readonly [repeated: string, end: string])[] = [
  ['a', ''],
  ['a', '!'],
  ['9', ''],
  ['9', 'x'],
  ['0', 'x'],
  ['.', 'x'],
  ['a.', '!'],
  ['-', 'a'],
  ['a-', '!'],
  [' ', 'x'],
  ['\t\n', 'x'],
  ['/', 'x'],
  ['/a', ''],
  [',', ''],
  ['a,', ''],
  ['a=b,', ''],
  ['=', ''],
  ['!', ''],
  ['a in (b),', ''],
  ['(', ''],
  ['a in (', ''],
  ['\\', ''],
  ['\\,', ''],
  ['%', ''],
  ['%25', ''],
  [':', 'x'],
  ['a:', ''],
  ['1h', ''],
  ['1h', 'x'],
  ['e', ''],
  ['1e', ''],
  ['{"a":', ''],
  ['[', ''],
  ['[]', ''],
  ['{},', ''],
  ['"', ''],
  ['"a",', ''],
  ['\u0000', ''],
  ['é', ''],
  ['*', 'x'],
  ['a;q=1,', ''],
  ['::', ''],
  ['#', ''],
  ['\n', ''],
  ['a\n', ''],
];

function shaped(repeated: string, end: string, size: number): string {
  return repeated.repeat(Math.max(1, Math.ceil(size / repeated.length))) + end;
}

/** Calls one function with texts of every shape. */
export function subjectsOf(name: string, call: (text: string) => unknown, start = ''): Subject[] {
  return SHAPES.map(([repeated, end]) => ({
    name: `${name} ${JSON.stringify(start + repeated)}…${JSON.stringify(end)}`,
    unit: 'characters',
    input(size) {
      const value = start + shaped(repeated, end, size);
      return { bytes: Buffer.byteLength(value), value };
    },
    run: (value) => call(value as string),
  }));
}

/** Calls one function with bytes: all alike, counting, and a prefix that it may ask for. */
export function byteSubjectsOf(name: string, call: (bytes: Buffer) => unknown): Subject[] {
  const fills: [string, (size: number) => Buffer][] = [
    ...[0, 1, 10, 12, 0x7f, 0x80, 0xc0, 0xff].map((byte): [string, (size: number) => Buffer] => [
      `bytes ${byte}`,
      (size) => Buffer.alloc(size, byte),
    ]),
    [
      'kubernetes protobuf',
      (size) => Buffer.concat([Buffer.from('k8s\0'), Buffer.alloc(size, Buffer.from([18, 1, 0]))]),
    ],
    ['a log line', (size) => Buffer.from(`2026-01-01T00:00:00Z stdout F ${'a'.repeat(size)}`)],
    ['JSON', (size) => Buffer.from(`{"apiVersion":"v1","kind":"ConfigMap","data":{"a":"${'a'.repeat(size)}"}}`)],
  ];
  return fills.map(([fill, make]) => ({
    name: `${name} ${fill}`,
    unit: 'characters',
    input(size) {
      const value = make(size);
      return { bytes: value.length, value };
    },
    run: (value) => call(value as Buffer),
  }));
}

/** The subjects of the functions that `load` finds the modules of. */
export function textSubjects(
  found: readonly TextFunction[],
  load: (file: string) => Record<string, unknown>,
): Subject[] {
  return found.flatMap(({ file, name, takes }) => {
    const call = load(file)[name] as (input: unknown) => unknown;
    return takes === 'bytes' ? byteSubjectsOf(name, call) : subjectsOf(name, call);
  });
}
