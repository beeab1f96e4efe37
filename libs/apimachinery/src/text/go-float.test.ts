import { goFloat } from './go-float';

test.each<[number, string]>([
  [0, '0'],
  [-0, '-0'],
  [1.5, '1.5'],
  [100_000, '100000'],
  [1_000_000, '1e+06'],
  [1_234_567.5, '1.2345675e+06'],
  [1e20, '1e+20'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [-1e100, '-1e+100'],
])('%d is %s', (value, text) => expect(goFloat(value)).toBe(text));
