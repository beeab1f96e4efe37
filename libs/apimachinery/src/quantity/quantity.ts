import { newBadRequest } from '../errors/new-errors';

/** Kept exactly, in units of 10⁻⁹; finer digits round up, away from zero. */
const NANO = 1_000_000_000n;
const MILLI = 1_000_000n;

const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d+|[a-zA-Z]*)$/;
const LOOSE_SYNTAX = /^[+-]?[0-9.]+[eEinumkKMGTP]*[-+]?[0-9]*$/;

const DECIMAL: Record<string, number> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Record<string, number> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
const DECIMAL_SUFFIX = new Map(Object.entries(DECIMAL).map(([suffix, exponent]) => [exponent, suffix]));
const BINARY_SUFFIX = new Map(Object.entries(BINARY).map(([suffix, exponent]) => [exponent, suffix]));

type Format = 'decimal' | 'binary' | 'exponent';

/** A number with Kubernetes' suffixes: `500m`, `1Gi`, `2e3`. Immutable. */
export interface Quantity {
  /** In thousandths, rounded up. */
  milliValue(): number;
  /** In whole units, rounded up. */
  value(): number;
  /** The canonical form: `1024Mi` is `1Gi`, `0.5` is `500m`. */
  toString(): string;
  cmp(other: Quantity): -1 | 0 | 1;
  add(other: Quantity): Quantity;
  sub(other: Quantity): Quantity;
  readonly nanos: bigint;
}

function ceilDivide(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  return dividend % divisor === 0n ? quotient : dividend > 0n ? quotient + 1n : quotient - 1n;
}

function decimalText(nanos: bigint, format: Format): string {
  let exponent = -9;
  let digits = nanos;
  while (exponent < 18 && digits % 1000n === 0n) {
    digits /= 1000n;
    exponent += 3;
  }
  if (format === 'exponent') return exponent === 0 ? `${digits}` : `${digits}e${exponent}`;
  return `${digits}${DECIMAL_SUFFIX.get(exponent)!}`;
}

function binaryText(nanos: bigint): string {
  let exponent = 0;
  let digits = nanos / NANO;
  while (exponent < 60 && digits % 1024n === 0n) {
    digits /= 1024n;
    exponent += 10;
  }
  return exponent === 0 ? `${digits}` : `${digits}${BINARY_SUFFIX.get(exponent)!}`;
}

function canonicalText(nanos: bigint, format: Format): string {
  if (nanos === 0n) return '0';
  const magnitude = nanos < 0n ? -nanos : nanos;
  // Below one Ki and between whole bytes the binary suffixes cannot say it exactly.
  if (format === 'binary' && magnitude >= 1024n * NANO && nanos % NANO === 0n) return binaryText(nanos);
  return decimalText(nanos, format === 'exponent' ? 'exponent' : 'decimal');
}

function createQuantity(nanos: bigint, format: Format): Quantity {
  return {
    nanos,
    milliValue: () => Number(ceilDivide(nanos, MILLI)),
    value: () => Number(ceilDivide(nanos, NANO)),
    toString: () => canonicalText(nanos, format),
    cmp: (other) => (nanos < other.nanos ? -1 : nanos > other.nanos ? 1 : 0),
    add: (other) => createQuantity(nanos + other.nanos, format),
    sub: (other) => createQuantity(nanos - other.nanos, format),
  };
}

function scaleOf(suffix: string): { format: Format; multiplier: bigint; divisor: bigint } | undefined {
  const power = (exponent: number) =>
    exponent >= 0 ? { multiplier: 10n ** BigInt(exponent), divisor: 1n } : { multiplier: 1n, divisor: 10n ** BigInt(-exponent) };
  const binary = BINARY[suffix];
  if (binary !== undefined) return { format: 'binary', multiplier: 1n << BigInt(binary), divisor: 1n };
  const decimal = DECIMAL[suffix];
  if (decimal !== undefined) return { format: 'decimal', ...power(decimal) };
  if (!/^[eE][+-]?\d+$/.test(suffix)) return undefined;
  const exponent = Number(suffix.slice(1));
  // Beyond this no digit of the number is left, or memory would be.
  return Math.abs(exponent) > 100 ? undefined : { format: 'exponent', ...power(exponent) };
}

/** What is wrong with the text of a quantity, in Kubernetes' words; undefined when nothing is. */
export function quantityProblem(text: string): string | undefined {
  const match = SYNTAX.exec(text);
  if (match && (match[2] || match[3]) && scaleOf(match[4] ?? '')) return undefined;
  return LOOSE_SYNTAX.test(text) && /\d/.test(text)
    ? "unable to parse quantity's suffix"
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

/** @throws StatusError BadRequest with Kubernetes' words. */
export function parseQuantity(text: string): Quantity {
  const problem = quantityProblem(text);
  if (problem) throw newBadRequest(problem);
  const [, sign, whole = '', fraction = '', suffix = ''] = SYNTAX.exec(text)!;
  const { format, multiplier, divisor } = scaleOf(suffix)!;
  const digits = BigInt(`0${whole}${fraction}`) * NANO * multiplier;
  const magnitude = ceilDivide(digits, divisor * 10n ** BigInt(fraction.length));
  return createQuantity(sign === '-' ? -magnitude : magnitude, format);
}
