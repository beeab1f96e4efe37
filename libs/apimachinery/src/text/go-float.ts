/**
 * Go's shortest form of a float ('g'): with an exponent of at least two digits from a million on and below a ten-thousandth.
 * `exponential`: its digits, where fewer than all of them tell it.
 * @see https://pkg.go.dev/strconv#FormatFloat
 */
export function goFloat(value: number, exponential = value.toExponential()): string {
  if (Object.is(value, -0)) return '-0';
  const [mantissa = '', exponent = '0'] = exponential.split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(Number(`${mantissa}e${power}`));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
