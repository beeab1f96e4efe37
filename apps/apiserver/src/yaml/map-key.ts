import { goFloat, quote } from '@kubets/apimachinery';
import { MAX_INT64 } from '@kubets/proto-gen/int64';
import { isInteger, NOT_FINITE, plainScalar, type Scalar } from './plain-scalar';

/** The fewest digits that tell a 32-bit float from its neighbours. */
function shortestFloat(value: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === Math.fround(value)) return text;
  }
  return value.toExponential();
}

/** What becomes of a float as a key: Kubernetes takes it for one of 32 bits. */
function floatName(value: number): string {
  if (!Number.isFinite(Math.fround(value))) return value < 0 ? '-.inf' : '.inf';
  return goFloat(value, shortestFloat(value));
}

/** The key of a mapping. */
export interface MapKey {
  /** Of the JSON object's member. */
  name: string;
  /** In Go's syntax. */
  shown: string;
  /** The type that Go has for a key that no JSON object can have. */
  unfit?: string;
}

/** A scalar as a key; of a number, whether it is a float. */
export function scalarKey(value: Scalar, isFloat = !Number.isSafeInteger(value)): MapKey {
  switch (typeof value) {
    case 'string':
      return { name: value, shown: quote(value) };
    case 'number':
      return isFloat ? { name: floatName(value), shown: goFloat(value, value.toExponential()) } : integerKey(value);
    case 'bigint':
      return value <= MAX_INT64 ? integerKey(value) : { name: '', shown: `0x${value.toString(16)}`, unfit: 'uint64' };
    case 'boolean':
      return { name: String(value), shown: String(value) };
    default:
      return { name: '', shown: '<nil>', unfit: '%!s(<nil>)' };
  }
}

const integerKey = (value: number | bigint): MapKey => ({ name: String(value), shown: String(value) });

/** A plain scalar as a key. */
export function plainKey(text: string): MapKey {
  const notFinite = NOT_FINITE.exec(text);
  if (!notFinite) return scalarKey(plainScalar(text), !isInteger(text));
  const [, sign, infinity] = notFinite;
  if (!infinity) return { name: '.nan', shown: 'NaN' };
  return sign === '-' ? { name: '-.inf', shown: '-Inf' } : { name: '.inf', shown: '+Inf' };
}
