import { MAX_INT64, MIN_INT64 } from '@kubets/proto-gen/int64';
import { YamlProblem } from './yaml-problem';

export type Scalar = string | number | bigint | boolean | null;

const WORDS = new Map<string, Scalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word): [string, Scalar] => [
    word,
    true,
  ]),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word): [string, Scalar] => [
    word,
    false,
  ]),
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, Scalar] => [word, null]),
]);

/** What is not finite, or no number, in each spelling. */
export const NOT_FINITE = /^([-+]?)\.(?:(inf|Inf|INF)|nan|NaN|NAN)$/;
const INTEGER = /^[-+]?(?:0x[0-9a-f]+|0b[01]+|0o[0-7]+|0[0-7]*|[1-9][0-9]*)$/i;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const POINT_FLOAT = /^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)?$/;

/** More digits than 64 bits take in any base; longer ones are floats or text. */
const MAX_INTEGER_CHARS = 80;

const MAX_UINT64 = 2n ** 64n - 1n;

/**
 * What a plain scalar without a tag says to Go's YAML reader, which Kubernetes uses: a dialect between YAML 1.1 and 1.2,
 * in which `on` is a boolean, `010` is eight, `1_000` a thousand and `12:30` a text. Integers are exact up to 64 bits.
 * @throws YamlProblem for what has no JSON form: infinity, and what is no number.
 */
export function plainScalar(text: string): Scalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  const first = text[0]!;
  if (first === '.' || first === '-' || first === '+') assertFinite(text);
  if (first === '.') return POINT_FLOAT.test(text) ? floatOr(text, text.replaceAll('_', '')) : text;
  if (!/^[-+0-9]/.test(first)) return text;
  const digits = text.replaceAll('_', '');
  return integerOf(digits) ?? (FLOAT.test(digits) ? floatOr(text, digits) : text);
}

function assertFinite(text: string): void {
  const match = NOT_FINITE.exec(text);
  if (!match) return;
  throw new YamlProblem(`json: unsupported value: ${match[2] ? `${match[1] === '-' ? '-' : '+'}Inf` : 'NaN'}`);
}

/** A float that is too large for one is text. */
function floatOr(text: string, digits: string): Scalar {
  const value = Number(digits);
  return Number.isFinite(value) ? value : text;
}

/** Whether a number is written as an integer: what is too large for one is a float. */
export const isInteger = (text: string): boolean =>
  text[0] !== '.' && integerOf(text.replaceAll('_', '')) !== undefined;

function integerOf(text: string): number | bigint | undefined {
  if (text.length > MAX_INTEGER_CHARS || !INTEGER.test(text)) return undefined;
  const isSigned = text[0] === '-' || text[0] === '+';
  const digits = isSigned ? text.slice(1) : text;
  const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  const value = text[0] === '-' ? -magnitude : magnitude;
  if (value < MIN_INT64 || value > (isSigned ? MAX_INT64 : MAX_UINT64)) return undefined;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
