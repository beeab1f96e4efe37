import { MAX_INT64 } from '@kubets/proto-gen/int64';
import { NOT_FINITE, plainScalar } from './plain-scalar';
import { YamlProblem } from './yaml-problem';

/** The fewest digits that tell a 32-bit float from its neighbours. */
function shortestFloat(value: number): string {
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits);
    if (Math.fround(Number(text)) === Math.fround(value)) return text;
  }
  return value.toExponential();
}

/** Go's shortest form of a float ('g'): with an exponent of at least two digits from a million on and below a ten-thousandth. */
function goFloat(value: number): string {
  // Of 32 bits, as in Go.
  if (!Number.isFinite(Math.fround(value))) return value < 0 ? '-.inf' : '.inf';
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent = '0'] = shortestFloat(value).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${power}`));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const isFloat = (text: string): boolean => /[.eE]/.test(text) && !/^[-+]?0[xX]/.test(text);

/** A plain scalar as the key of a JSON object. @throws YamlProblem for one that is none. */
export function plainKey(text: string): string {
  const notFinite = NOT_FINITE.exec(text);
  if (notFinite) return !notFinite[2] ? '.nan' : notFinite[1] === '-' ? '-.inf' : '.inf';
  const value = plainScalar(text);
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return String(value);
    case 'number':
      return isFloat(text) ? goFloat(value) : String(value);
    case 'bigint':
      if (value <= MAX_INT64) return String(value);
  }
  throw new YamlProblem(`unsupported map key of type: ${value === null ? '<nil>' : 'uint64'}, key: ${text}`);
}
