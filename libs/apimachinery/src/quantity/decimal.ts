/** A decimal number, `unscaled` × 10^`exponent`, kept apart so that no exponent costs memory. Zero has the exponent 0, others no trailing zeros. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly exponent: number;
  /** How many digits `unscaled` has. */
  readonly digits: number;
}

/** Sums keep this many digits: what is smaller than that beside the other number is lost. */
const MOST_SUM_DIGITS = 2000;

/** What milli and whole units are cut off at: the largest int64 that a double holds, too. */
const MOST_UNITS = 2 ** 63 - 1024;
const MOST_UNITS_DIGITS = 19;

const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent);

/** `unscaled` × 10^`exponent`. */
export function decimalOf(unscaled: bigint, exponent: number): Decimal {
  if (unscaled === 0n) return { unscaled, exponent: 0, digits: 1 };
  const text = (unscaled < 0n ? -unscaled : unscaled).toString();
  let digits = text.length;
  while (text.charCodeAt(digits - 1) === 48) digits--;
  const zeros = text.length - digits;
  return { unscaled: zeros === 0 ? unscaled : unscaled / powerOfTen(zeros), exponent: exponent + zeros, digits };
}

/** The whole number `unscaled` × 10^`exponent`, rounded away from zero. */
function scaled(unscaled: bigint, exponent: number): bigint {
  if (exponent >= 0) return unscaled * powerOfTen(exponent);
  const divisor = powerOfTen(-exponent);
  const quotient = unscaled / divisor;
  return unscaled % divisor === 0n ? quotient : unscaled > 0n ? quotient + 1n : quotient - 1n;
}

export const signOf = ({ unscaled }: Decimal): -1 | 0 | 1 => (unscaled === 0n ? 0 : unscaled > 0n ? 1 : -1);

/** The position of the first digit: 1 for 1 to 9, 0 for 0.1 to 0.9. */
const orderOf = ({ digits, exponent }: Decimal): number => digits + exponent;

/** At most `-exponent` digits behind the point, rounded away from zero: what is not zero stays so. */
export function roundedUp(decimal: Decimal, exponent: number): Decimal {
  if (decimal.exponent >= exponent || decimal.unscaled === 0n) return decimal;
  if (orderOf(decimal) <= exponent) return decimalOf(BigInt(signOf(decimal)), exponent);
  return decimalOf(scaled(decimal.unscaled, decimal.exponent - exponent), exponent);
}

/** In units of 10^`exponent`, rounded away from zero, and cut off at what an int64 and a double both hold. */
export function unitsOf(decimal: Decimal, exponent: number): number {
  const sign = signOf(decimal);
  const order = orderOf(decimal) - exponent;
  if (order > MOST_UNITS_DIGITS) return sign * MOST_UNITS;
  if (order <= 0) return sign;
  const units = Number(scaled(decimal.unscaled, decimal.exponent - exponent));
  return Math.abs(units) > MOST_UNITS ? sign * MOST_UNITS : units;
}

export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  const sign = signOf(a);
  if (sign !== signOf(b)) return sign > signOf(b) ? 1 : -1;
  if (sign === 0) return 0;
  const orders = orderOf(a) - orderOf(b);
  if (orders !== 0) return orders > 0 === sign > 0 ? 1 : -1;
  const exponent = Math.min(a.exponent, b.exponent);
  const difference = scaled(a.unscaled, a.exponent - exponent) - scaled(b.unscaled, b.exponent - exponent);
  return difference === 0n ? 0 : difference > 0n ? 1 : -1;
}

export const negated = (decimal: Decimal): Decimal => ({ ...decimal, unscaled: -decimal.unscaled });

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.unscaled === 0n) return b;
  if (b.unscaled === 0n) return a;
  const [larger, smaller] = orderOf(a) >= orderOf(b) ? [a, b] : [b, a];
  const exponent = Math.min(a.exponent, b.exponent);
  if (orderOf(larger) - exponent > MOST_SUM_DIGITS)
    return larger.exponent <= smaller.exponent ? larger : roundedUp(larger, orderOf(larger) - MOST_SUM_DIGITS);
  return decimalOf(scaled(a.unscaled, a.exponent - exponent) + scaled(b.unscaled, b.exponent - exponent), exponent);
}

/** The digits before an exponent that is a multiple of three, as large as it may be and at most `mostExponent`. */
export function inThousands(
  { unscaled, exponent }: Decimal,
  mostExponent = Infinity,
): { digits: string; exponent: number } {
  const shown = Math.min(Math.floor(exponent / 3) * 3, mostExponent);
  return { digits: scaled(unscaled, exponent - shown).toString(), exponent: shown };
}

/** The whole number; undefined when it is none, or has more than `mostDigits` digits. */
export function wholeOf(decimal: Decimal, mostDigits = MOST_SUM_DIGITS): bigint | undefined {
  if (decimal.exponent < 0 || orderOf(decimal) > mostDigits) return undefined;
  return scaled(decimal.unscaled, decimal.exponent);
}
