import { newBadRequest } from '../errors/new-errors';
import {
  addDecimals,
  compareDecimals,
  decimalOf,
  inThousands,
  negated,
  roundedUp,
  signOf,
  unitsOf,
  wholeOf,
  type Decimal,
} from './decimal';
import { scanQuantity, type QuantityParts } from './scan-quantity';

const NANO = -9;
const MILLI = -3;

const DECIMAL = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const BINARY = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);
const DECIMAL_SUFFIX = new Map([...DECIMAL].map(([suffix, exponent]) => [exponent, suffix]));
const BINARY_SUFFIX = new Map([...BINARY].map(([suffix, exponent]) => [exponent, suffix]));

const FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_WRONG = "unable to parse quantity's suffix";
const NUMBER_WRONG = 'unable to parse numeric part of quantity';

/** Kubernetes calculates with any number of digits; here more are refused as no number, for arithmetic costs their square. */
const MOST_DIGITS = 1000;
/** A number of at most so many digits has a fast path in Kubernetes, and keeps its spelling if that is canonical enough. */
const FAST_DECIMAL_DIGITS = 18;
const FAST_BINARY_DIGITS = 14;
const MAX_INT32 = 2 ** 31 - 1;
const LARGEST_BINARY = decimalOf(2n ** 63n - 1n, 0);
const ONE = decimalOf(1n, 0);

type Format = 'decimal' | 'binary' | 'exponent';

/** A number with Kubernetes' suffixes: `500m`, `1Gi`, `2e3`. Immutable, exact to 10⁻⁹. */
export interface Quantity {
  /** In thousandths, rounded away from zero; cut off near 2⁶³. */
  milliValue(): number;
  /** In whole units, rounded away from zero; cut off near 2⁶³. */
  value(): number;
  /** As Kubernetes serves it: in canonical form (`1024Mi` is `1Gi`, `0.5` is `500m`), or as written where that is as good (`1e3`, `+1`). */
  toString(): string;
  sign(): -1 | 0 | 1;
  isInteger(): boolean;
  cmp(other: Quantity): -1 | 0 | 1;
  add(other: Quantity): Quantity;
  sub(other: Quantity): Quantity;
  /** To thousandths, away from zero, as what pods ask for is when it is stored. */
  roundedUpToMilli(): Quantity;
  readonly decimal: Decimal;
  readonly format: Format;
}

function binaryText(whole: bigint): string {
  let exponent = 0;
  let digits = whole;
  while (exponent < 60 && digits % 1024n === 0n) {
    digits /= 1024n;
    exponent += 10;
  }
  return `${digits}${BINARY_SUFFIX.get(exponent) ?? ''}`;
}

function canonicalText(decimal: Decimal, format: Format): string {
  if (decimal.unscaled === 0n) return '0';
  if (format === 'binary') {
    // Below one Ki and between whole bytes the binary suffixes cannot say it exactly.
    const whole = wholeOf(decimal);
    if (whole !== undefined && (whole >= 1024n || whole <= -1024n)) return binaryText(whole);
  }
  if (format === 'exponent') {
    const { digits, exponent } = inThousands(decimal);
    return exponent === 0 ? digits : `${digits}e${exponent}`;
  }
  // Kubernetes has no suffix beyond E and then forgets the exponent; a sum with an absurd one is shown by it.
  if (decimal.exponent > MOST_DIGITS + 18) return canonicalText(decimal, 'exponent');
  const { digits, exponent } = inThousands(decimal, 18);
  return `${digits}${DECIMAL_SUFFIX.get(exponent) ?? ''}`;
}

function createQuantity(decimal: Decimal, format: Format, written?: string): Quantity {
  const formatOfSum = (other: Quantity) => (decimal.unscaled === 0n ? other.format : format);
  return {
    decimal,
    format,
    milliValue: () => unitsOf(decimal, MILLI),
    value: () => unitsOf(decimal, 0),
    toString: () => written ?? canonicalText(decimal, format),
    sign: () => signOf(decimal),
    isInteger: () => decimal.exponent >= 0,
    cmp: (other) => compareDecimals(decimal, other.decimal),
    add: (other) => createQuantity(addDecimals(decimal, other.decimal), formatOfSum(other)),
    sub: (other) => createQuantity(addDecimals(decimal, negated(other.decimal)), formatOfSum(other)),
    roundedUpToMilli() {
      const rounded = roundedUp(decimal, MILLI);
      return rounded === decimal ? createQuantity(decimal, format, written) : createQuantity(rounded, format);
    },
  };
}

interface Scale {
  format: Format;
  /** Of two for the binary format, else of ten. */
  exponent: number;
}

const EXPONENT = /^[eE][+-]?\d{1,20}$/;

function scaleOf(suffix: string): Scale | undefined {
  const decimal = DECIMAL.get(suffix);
  if (decimal !== undefined) return { format: 'decimal', exponent: decimal };
  const binary = BINARY.get(suffix);
  if (binary !== undefined) return { format: 'binary', exponent: binary };
  const exponent = EXPONENT.test(suffix) ? Number(suffix.slice(1)) : NaN;
  return Math.abs(exponent) <= MAX_INT32 ? { format: 'exponent', exponent } : undefined;
}

/** Whether Kubernetes reads the number without calculating: its answers differ a little by that. */
function isFast({ whole, fraction }: QuantityParts, { format, exponent }: Scale): boolean {
  if (format === 'binary')
    return fraction === '' && whole.length + Math.trunc((exponent * 3) / 10) <= FAST_BINARY_DIGITS;
  return whole.length + fraction.length <= FAST_DECIMAL_DIGITS && exponent - fraction.length >= NANO;
}

/** Such a number keeps its text, unless a digit of it can go into the suffix. */
function keepsSpelling({ whole, fraction }: QuantityParts, { format, exponent }: Scale): boolean {
  if (format === 'binary') return Number(whole) % 8 !== 0;
  const digits = whole + fraction;
  return (exponent - fraction.length) % 3 === 0 && !digits.endsWith('000') && digits[0] !== '0';
}

function numberOf({ negative, whole, fraction }: QuantityParts, { format, exponent }: Scale): Decimal {
  const unscaled = BigInt(whole + fraction);
  const exact =
    format === 'binary'
      ? decimalOf(unscaled << BigInt(exponent), -fraction.length)
      : decimalOf(unscaled, exponent - fraction.length);
  const rounded = roundedUp(exact, NANO);
  const capped = format === 'binary' && compareDecimals(rounded, LARGEST_BINARY) > 0 ? LARGEST_BINARY : rounded;
  return negative ? negated(capped) : capped;
}

function read(text: string): Quantity | string {
  const parts = text === '' ? undefined : scanQuantity(text);
  if (!parts) return FORMAT_WRONG;
  const scale = scaleOf(parts.suffix);
  if (!scale) return SUFFIX_WRONG;
  const fast = isFast(parts, scale);
  if (parts.whole.length + parts.fraction.length > MOST_DIGITS || (!parts.hasDigits && !fast)) return NUMBER_WRONG;
  const decimal = numberOf(parts, scale);
  if (fast && keepsSpelling(parts, scale)) return createQuantity(decimal, scale.format, text);
  const belowOne = scale.format === 'binary' && signOf(decimal) > 0 && compareDecimals(decimal, ONE) < 0;
  return createQuantity(decimal, belowOne ? 'decimal' : scale.format);
}

/** What is wrong with the text of a quantity, in Kubernetes' words; undefined when nothing is. */
export function quantityProblem(text: string): string | undefined {
  const result = read(text);
  return typeof result === 'string' ? result : undefined;
}

/** The same few quantities are read again and again, and they are short. */
const MAX_KNOWN = 1000;
const MAX_KNOWN_LENGTH = 32;
const known = new Map<string, Quantity>();

/** @throws StatusError BadRequest with Kubernetes' words. */
export function parseQuantity(text: string): Quantity {
  const before = known.get(text);
  if (before) return before;
  const result = read(text);
  if (typeof result === 'string') throw newBadRequest(result);
  if (known.size >= MAX_KNOWN) known.clear();
  if (text.length <= MAX_KNOWN_LENGTH) known.set(text, result);
  return result;
}
