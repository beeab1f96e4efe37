import { cpuMs } from '../testing';
import { parseQuantity, quantityProblem } from './quantity';

// The texts are what Kubernetes' own code makes of these.
test.each<[string, string, number, number]>([
  ['0', '0', 0, 0],
  ['000', '0', 0, 0],
  ['+', '0', 0, 0],
  ['.', '0', 0, 0],
  ['Ki', '0', 0, 0],
  ['1', '1', 1, 1000],
  ['+1', '+1', 1, 1000],
  ['01', '01', 1, 1000],
  ['1.', '1.', 1, 1000],
  ['1e0', '1e0', 1, 1000],
  ['1E3', '1E3', 1000, 1000000],
  ['1e3', '1e3', 1000, 1000000],
  ['1e4', '10e3', 10000, 10000000],
  ['0.5', '500m', 1, 500],
  ['.5', '500m', 1, 500],
  ['500m', '500m', 1, 500],
  ['1000m', '1', 1, 1000],
  ['1000', '1k', 1000, 1000000],
  ['+1000', '1k', 1000, 1000000],
  ['1500m', '1500m', 2, 1500],
  ['100u', '100u', 1, 1],
  ['1024Mi', '1Gi', 1073741824, 1073741824000],
  ['1.5Gi', '1536Mi', 1610612736, 1610612736000],
  ['512', '512', 512, 512000],
  ['1023Ki', '1023Ki', 1047552, 1047552000],
  ['0.5Ki', '512', 512, 512000],
  ['0.0001Ki', '102400u', 1, 103],
  ['12k', '12k', 12000, 12000000],
  ['12000', '12k', 12000, 12000000],
  ['-100Mi', '-100Mi', -104857600, -104857600000],
  ['0.0000000001', '1n', 1, 1],
  ['-0.0000000001', '-1n', -1, -1],
  ['1e-999999999', '1e-9', 1, 1],
  ['16Ti', '16Ti', 17592186044416, 17592186044416000],
])('%s → %s', (text, served, value, milli) => {
  const quantity = parseQuantity(text);
  expect([quantity.toString(), quantity.value(), quantity.milliValue()]).toEqual([served, value, milli]);
  expect(parseQuantity(served).cmp(quantity)).toBe(0);
});

const NEAR_LARGEST = 2 ** 63 - 1024;
test.each<[string, string]>([
  ['7Ei', '7Ei'],
  ['10Ei', '9223372036854775807'],
  ['9999999999999999999Ei', '9223372036854775807'],
  ['-10Ei', '-9223372036854775807'],
  ['12E', '12E'],
  // Kubernetes loses the exponent here, and serves 1.
  ['1000E', '1000E'],
  ['1e999', '1e999'],
  ['1e999999999', '1e999999999'],
  ['999999999999999999999', '999999999999999999999'],
])('%s is beyond what is counted with: %s', (text, served) => {
  const quantity = parseQuantity(text);
  expect(quantity.toString()).toBe(served);
  expect(Math.abs(quantity.value())).toBeLessThanOrEqual(NEAR_LARGEST);
  expect(quantity.cmp(parseQuantity('1Ei')) > 0).toBe(quantity.sign() > 0);
  expect(Math.abs(quantity.add(parseQuantity('1n')).milliValue())).toBe(NEAR_LARGEST);
});

test.each([
  ['0.1m', '1m'],
  ['1n', '1m'],
  ['1.0001', '1001m'],
  ['-1n', '-1m'],
  ['+1', '+1'],
  ['1e3', '1e3'],
  ['1e999999999', '1e999999999'],
  ['0.0001Ki', '103m'],
  ['0', '0'],
])('%s in thousandths is %s', (text, rounded) => {
  expect(parseQuantity(text).roundedUpToMilli().toString()).toBe(rounded);
});

const FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX = "unable to parse quantity's suffix";
const NUMBER = 'unable to parse numeric part of quantity';
test.each([
  ['', FORMAT],
  ['many', FORMAT],
  ['1 Gi', FORMAT],
  ['1.1.1', FORMAT],
  ['1Gb', FORMAT],
  ['1+1.0M', FORMAT],
  ['1e3e', FORMAT],
  ['--1', SUFFIX],
  ['1ki', SUFFIX],
  ['1mm', SUFFIX],
  ['1i', SUFFIX],
  ['1e', SUFFIX],
  ['1e4294967296', SUFFIX],
  ['1e9999999999999999999999', SUFFIX],
  ['e-20', NUMBER],
  ['Ei', NUMBER],
])('%j is refused', (text, message) => {
  expect(() => parseQuantity(text)).toThrow(message);
});

test('the number of digits has a bound', () => {
  expect(parseQuantity('9'.repeat(1000)).toString()).toBe('9'.repeat(1000));
  expect(parseQuantity(`${'0'.repeat(5000)}1`).value()).toBe(1);
  expect(quantityProblem('9'.repeat(1001))).toBe(NUMBER);
  expect(quantityProblem(`0.${'9'.repeat(1000)}`)).toBe(NUMBER);
});

test.each([
  '9'.repeat(200_000) + 'x',
  '.'.repeat(200_000),
  `1${'e'.repeat(200_000)}`,
  `1e${'9'.repeat(200_000)}`,
  `${'0'.repeat(200_000)}x`,
])('a long text is refused at once: %#', (text) => {
  expect(cpuMs(() => expect(quantityProblem(text)).toBeDefined())).toBeLessThan(100);
});

test('arithmetic', () => {
  const half = parseQuantity('500m');
  expect(half.add(parseQuantity('1')).toString()).toBe('1500m');
  expect(half.sub(parseQuantity('1')).toString()).toBe('-500m');
  expect([
    half.cmp(parseQuantity('1')),
    parseQuantity('1Ki').cmp(parseQuantity('1024')),
    parseQuantity('2').cmp(half),
  ]).toEqual([-1, 0, 1]);
  expect(parseQuantity('0').add(parseQuantity('1Ki')).toString()).toBe('1Ki');
});

test('a sum with an absurd exponent is the larger number', () => {
  const huge = parseQuantity('1e999999999');
  expect([
    huge.add(parseQuantity('1')).cmp(huge),
    huge.sub(huge).toString(),
    parseQuantity('1').sub(huge).cmp(parseQuantity('0')),
    parseQuantity('1').add(huge).toString(),
  ]).toEqual([0, '0', -1, '1e999999999']);
});
