import { parseQuantity } from './quantity';

test.each<[string, string, number, number]>([
  ['0', '0', 0, 0],
  ['1', '1', 1, 1000],
  ['0.5', '500m', 1, 500],
  ['.5', '500m', 1, 500],
  ['1.', '1', 1, 1000],
  ['500m', '500m', 1, 500],
  ['1000m', '1', 1, 1000],
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
  ['1e3', '1e3', 1000, 1000000],
  ['12E', '12E', 12e18, 12e21],
  ['1E3', '1e3', 1000, 1000000],
  ['-100Mi', '-100Mi', -104857600, -104857600000],
  ['+1', '1', 1, 1000],
  ['0.0000000001', '1n', 1, 1],
  ['16Ti', '16Ti', 17592186044416, 17592186044416000],
])('%s → %s', (text, canonical, value, milli) => {
  const quantity = parseQuantity(text);
  expect([quantity.toString(), quantity.value(), quantity.milliValue()]).toEqual([canonical, value, milli]);
  expect(parseQuantity(canonical).cmp(quantity)).toBe(0);
});

const REGEX = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
test.each([
  ['', REGEX], ['many', REGEX], ['1 Gi', REGEX], ['--1', REGEX], ['.', REGEX], ['1Gb', REGEX],
  ['1ki', "unable to parse quantity's suffix"], ['1mm', "unable to parse quantity's suffix"], ['1e999', "unable to parse quantity's suffix"],
])('%j is refused', (text, message) => {
  expect(() => parseQuantity(text)).toThrow(message);
});

test('arithmetic', () => {
  const half = parseQuantity('500m');
  expect(half.add(parseQuantity('1')).toString()).toBe('1500m');
  expect(half.sub(parseQuantity('1')).toString()).toBe('-500m');
  expect([half.cmp(parseQuantity('1')), parseQuantity('1Ki').cmp(parseQuantity('1024')), parseQuantity('2').cmp(half)]).toEqual([-1, 0, 1]);
});
