import { schema, type FieldSchema } from '@kubets/proto-gen/schema';
import fc from 'fast-check';
import { seededRandom } from '../seeded-random';

type Json = Record<string, unknown>;
type Random = () => number;

/** Fields in all, so that no object is large for being deep. */
const MOST_FIELDS = 250;
const MAX_DEPTH = 8;

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  '',
  'app',
  'a',
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'cpu',
  'memory',
  'pods',
  'example.com/x',
];
const TEXTS = [
  '',
  'a',
  'app',
  '__proto__',
  'constructor',
  'length',
  'é',
  'x'.repeat(300),
  '0',
  '-1',
  '%',
  '/',
  'None',
  'http',
  'a.b.c',
  'Unknown',
  'True',
  'False',
  'Ready',
  'default',
  'web',
];
const PARTICULAR: readonly [name: RegExp, texts: readonly string[]][] = [
  [
    /ips?$|address(?:es)?$/i,
    [
      '10.0.0.1',
      '10.0.0.2',
      'fd00::1',
      '::ffff:10.0.0.1',
      '010.0.0.1',
      '256.0.0.1',
      'None',
      '',
      'fe80::1%eth0',
      'nonsense',
      '0.0.0.0',
    ],
  ],
  [/cidrs?$|ranges$/i, ['10.0.0.0/8', '0.0.0.0/0', '10.0.0.0/33', 'fd00::/8', '::/0', 'nonsense', '10.1.2.3/0', '']],
  [/^(?:resourceVersion|uid)$/, ['1', '007', 'abc', '99999999999999999999', '', '-1', '1e300', 'web-uid']],
  [
    /^annotations$/,
    ['', '1', '-9223372036854775808', '99999999999999999999', '1,2,3', ',,,', 'NaN', '0x10', 'null', '{'],
  ],
  [/^addressType$/, ['IPv4', 'IPv6', 'FQDN', '']],
  [/^(?:kind|name|namespace)$/, ['web', 'a', '', 'ReplicaSet', 'Pod', '__proto__', 'x'.repeat(253)]],
];
const TIMES = [
  '2026-01-01T00:00:00Z',
  '2026-01-31T09:30:00.123456Z',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '',
  'yesterday',
  '2026-13-45T99:99:99Z',
];
const INT32 = [0, 1, 2, -1, 80, 53, 30_000, 2147483647, -2147483648];
const INT64 = [...INT32, Number.MAX_SAFE_INTEGER, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n];
const QUANTITIES = [
  '0',
  '1',
  '-1',
  '100m',
  '1n',
  '1Gi',
  '1e18',
  '9223372036854775807',
  '99999999999999999999E',
  '1.5',
  '-1Ei',
];
const INT_OR_STRING = [
  0,
  1,
  -1,
  2147483647,
  '25%',
  '0%',
  '100%',
  '2147483647%',
  '99999999999999999999%',
  '9'.repeat(400) + '%',
  'http',
  '',
  '80',
  '99999',
  'x',
];

const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)]!;

function textOf(name: string, { enum: known }: FieldSchema, random: Random): string {
  if (known && random() < 0.8) return pick(random, known);
  return pick(random, PARTICULAR.find(([pattern]) => pattern.test(name))?.[1] ?? TEXTS);
}

interface Making {
  random: Random;
  left: number;
}

function scalarOf(name: string, field: FieldSchema, random: Random): unknown {
  switch (field.type) {
    case 'int32':
      return pick(random, INT32);
    case 'int64':
      return pick(random, INT64);
    case 'bool':
      return random() < 0.5;
    case 'double':
      return pick(random, [0, 0.5, -1, 1e300]);
    case 'time':
    case 'microtime':
      return pick(random, TIMES);
    case 'quantity':
      return pick(random, QUANTITIES);
    case 'int-or-string':
      return pick(random, INT_OR_STRING);
    case 'struct':
    case 'any':
      return pick<unknown>(random, [{}, { a: 1, b: ['x'] }, { 'f:spec': {} }]);
    default:
      return textOf(name, field, random);
  }
}

function valueOf(name: string, field: FieldSchema, depth: number, making: Making): unknown {
  const { random } = making;
  const single = () => (field.message ? messageOf(field.message, depth + 1, making) : scalarOf(name, field, random));
  const count = pick(random, [0, 1, 1, 2, 3]);
  if (field.map) return Object.fromEntries(Array.from({ length: count }, () => [pick(random, KEYS), single()]));
  if (field.repeated) return Array.from({ length: count }, single);
  return single();
}

function messageOf(message: string, depth: number, making: Making): Json {
  const object: Json = {};
  if (depth > MAX_DEPTH) return object;
  // From anywhere on, so that not always the same fields are there when enough is.
  const fields = Object.entries(schema.message(message)?.fields ?? {});
  const start = Math.floor(making.random() * fields.length);
  for (const [name, field] of [...fields.slice(start), ...fields.slice(0, start)]) {
    if (making.left <= 0 || making.random() > (depth === 0 ? 0.9 : 0.4)) continue;
    making.left--;
    object[name] = valueOf(name, field, depth, making);
  }
  return object;
}

/**
 * Objects of a message of the schema, such as 'kubets.core.v1.Pod', as no user should write them: what a server may have let in
 * and what it should not have. Any field may be missing; numbers are at the ends of their width, keys those of Object.prototype,
 * times and addresses none. `fixed` is put over the first level, for what the code under test must find.
 */
export function hostileObject<T extends object>(message: string, fixed: Partial<T> = {}): fc.Arbitrary<T> {
  return fc
    .nat(2 ** 31 - 1)
    .map((seed) => ({ ...messageOf(message, 0, { random: seededRandom(seed), left: MOST_FIELDS }), ...fixed }) as T);
}
