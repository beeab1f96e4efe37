import { OPERATORS } from '../syntax/ast';
import type { Type } from '../types/type';

/** What is known of a part of an expression before it is evaluated. */
export interface Estimated {
  /** The most that it costs. */
  cost: number;
  /** The most characters, bytes, items or entries that its value has. */
  size: number;
  type?: Type;
  /** What its items or values are like. */
  entry?: Estimated;
  /** What it is, where it stands in the text. */
  literal?: unknown;
}

export const SCALARS: ReadonlySet<Type['kind']> = new Set(['bool', 'int', 'uint', 'double', 'timestamp', 'duration']);

/** As good as any number. */
export const UNKNOWN_SIZE = 2 ** 64;

/** Of a character that is looked at. */
const TRAVERSAL = 0.1;
/** Of a character of a pattern. */
const PATTERN = 0.25;
const MAX_FORMAT_PATTERN = 128;

const part = (size: number, factor: number): number => Math.ceil(size * factor);

type Estimate = (args: readonly Estimated[], target: Estimated | undefined, entry: Estimated | undefined) => Result;
/** `size` where it is not what its type tells. */
type Result = Pick<Estimated, 'cost'> & { size?: number };

/** Its own characters are gone through, and as many come out. */
const throughSelf: Estimate = (_, target) => ({ cost: part(target!.size, TRAVERSAL), size: target!.size });

/** The argument's characters are gone through. */
const throughArg: Estimate = ([first]) => ({ cost: part(first?.size ?? 0, TRAVERSAL) });

const throughItems: Estimate = (_, target, entry) => {
  if (target!.type && target!.type.kind !== 'list') return { cost: part(target!.size, TRAVERSAL) };
  const isText = entry?.type?.kind === 'string' || entry?.type?.kind === 'bytes';
  return { cost: target!.size * (1 + (isText ? part(entry.size, TRAVERSAL) : 0)) };
};

const matched: Estimate = (args, target) => {
  const [text, pattern] = target ? [target, args[0]!] : [args[0]!, args[1]!];
  return { cost: part(text.size + 1, TRAVERSAL) * part(pattern.size, PATTERN), size: text.size };
};

const compared: Estimate = ([a, b]) => ({ cost: part(Math.min(a!.size, b!.size), TRAVERSAL) });

/** One of every item with every other. */
const crossed: Estimate = ([a, b]) => ({ cost: a!.size * b!.size });

const isLong = ({ type, literal }: Estimated): boolean =>
  typeof literal === 'string' || type?.kind === 'string' || type?.kind === 'bytes';

const ordered: Estimate = (args, target, entry) => (args.every(isLong) ? compared(args, target, entry) : { cost: 1 });

const CALLS: Record<string, Estimate> = {
  '_==_': compared,
  '_!=_': compared,
  '_<_': ordered,
  '_<=_': ordered,
  '_>_': ordered,
  '_>=_': ordered,
  '_+_': ([a, b]) => {
    const size = a!.size + b!.size;
    const isText = a!.type?.kind === 'string' || b!.type?.kind === 'string' || typeof b!.literal === 'string';
    return { cost: isText ? part(size, TRAVERSAL) : 1, size };
  },
  [OPERATORS.in]: ([, range]) => ({ cost: range!.type?.kind === 'map' ? 1 : range!.size }),
  contains: ([text], target) => ({ cost: part(target!.size, TRAVERSAL) * part(text!.size, TRAVERSAL) }),
  startsWith: throughArg,
  endsWith: throughArg,
  matches: matched,
  find: matched,
  findAll: matched,
  lowerAscii: throughSelf,
  upperAscii: throughSelf,
  substring: throughSelf,
  trim: throughSelf,
  format: throughSelf,
  replace: ([from, to], target) => {
    const isShorter = typeof from!.literal === 'string' && from!.size > 0 && to!.size <= from!.size;
    const size = isShorter ? target!.size : (target!.size + 1) * to!.size + target!.size;
    return { cost: part(target!.size, 2 * TRAVERSAL), size };
  },
  split: ([, limit], target) => ({
    cost: part(target!.size, 2 * TRAVERSAL),
    size: typeof limit?.literal === 'bigint' && limit.literal >= 0n ? Number(limit.literal) : target!.size,
  }),
  join: ([separator], target, entry) => {
    const size = target!.size * (entry?.size ?? UNKNOWN_SIZE) + (separator?.size ?? 0) * Math.max(0, target!.size - 1);
    return { cost: part(size, TRAVERSAL), size };
  },
  string: ([value]) =>
    value!.type?.kind === 'bytes' ? { cost: part(value!.size, TRAVERSAL), size: value!.size } : { cost: 1 },
  bytes: ([text]) => ({ cost: part(text!.size, TRAVERSAL), size: text!.size * 4 }),
  isSorted: throughItems,
  sum: throughItems,
  max: throughItems,
  min: throughItems,
  indexOf: throughItems,
  lastIndexOf: throughItems,
  includes: throughItems,
  'sets.contains': crossed,
  'sets.intersects': crossed,
  'sets.equivalent': crossed,
  url: throughArg,
  isURL: () => ({ cost: 1 }),
  ip: throughArg,
  isIP: throughArg,
  cidr: throughArg,
  isCIDR: throughArg,
  'ip.isCanonical': ([text]) => ({ cost: part(text!.size, 2 * TRAVERSAL) }),
  quantity: throughArg,
  isQuantity: throughArg,
  semver: throughArg,
  isSemver: throughArg,
  validate: ([text]) => ({
    cost: part(part(text!.size, TRAVERSAL), MAX_FORMAT_PATTERN * PATTERN),
  }),
};

/** What a call costs beside its arguments, and how large what it answers may be. */
export function callCost(
  name: string,
  target: Estimated | undefined,
  args: readonly Estimated[],
  entry: Estimated | undefined,
): Result {
  const estimate = Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
  if (!estimate || (target === undefined && SELF_ONLY.has(name))) return { cost: 1 };
  return estimate(args, target, entry);
}

/** These are looked up only where they are called on something. */
const SELF_ONLY: ReadonlySet<string> = new Set([
  'contains', 'lowerAscii', 'upperAscii', 'substring', 'trim', 'format', 'replace', 'split', 'join', 'isSorted', 'sum',
  'max', 'min', 'indexOf', 'lastIndexOf', 'includes',
]); // prettier-ignore
