/** The parts of a quantity's text. */
export interface QuantityParts {
  negative: boolean;
  /** Digits before the point, without leading zeros but for a zero alone. */
  whole: string;
  /** Digits behind the point. */
  fraction: string;
  /** Whether there is any digit at all: Kubernetes takes `Ki` and `+` for zero. */
  hasDigits: boolean;
  suffix: string;
}

const SIGN = /[+-]?/y;
const ZEROS = /0*/y;
const DIGITS = /\d*/y;
const SUFFIX = /[eEinumkKMGTP]*[+-]?\d*/y;

/** Takes the text apart from left to right, each character once; undefined when something is left over. */
export function scanQuantity(text: string): QuantityParts | undefined {
  let at = 0;
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const negative = take(SIGN) === '-';
  const zeros = take(ZEROS);
  const whole = take(DIGITS);
  let fraction = '';
  if (text[at] === '.') {
    at++;
    fraction = take(DIGITS);
  }
  const suffix = take(SUFFIX);
  if (at < text.length) return undefined;
  return { negative, whole: whole || '0', fraction, hasDigits: zeros !== '' || whole !== '' || fraction !== '', suffix };
}
