import { createTextScanner } from '../text/text-scanner';

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
const POINT = /\./y;
const SUFFIX = /[eEinumkKMGTP]*[+-]?\d*/y;

/** Takes the text apart from left to right, each character once; undefined when something is left over. */
export function scanQuantity(text: string): QuantityParts | undefined {
  const scanner = createTextScanner(text);
  const { take } = scanner;
  const negative = take(SIGN) === '-';
  const zeros = take(ZEROS);
  const whole = take(DIGITS);
  const fraction = take(POINT) ? take(DIGITS) : '';
  const suffix = take(SUFFIX);
  if (!scanner.atEnd) return undefined;
  return {
    negative,
    whole: whole || '0',
    fraction,
    hasDigits: zeros !== '' || whole !== '' || fraction !== '',
    suffix,
  };
}
