import { addressesOf, parseAddressRange, rangesOverlap } from './address-range';

test.each([
  ['', 'is no address range; write a CIDR such as'],
  ['10.0.0.1-', 'is no address range'],
  ['10.0.0.1-10.0.0.2-10.0.0.3', 'is no address range'],
  ['10.0.0.1-fd00::1', 'is no address range'],
  ['10.0.0.0/33', 'is no address range'],
  ['10.0.0.9-10.0.0.1', '"10.0.0.9-10.0.0.1" ends before it starts'],
])('refuses %j', (text, message) => expect(() => parseAddressRange(text)).toThrow(message));

test.each([
  ['10.0.0.0/30', ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3']],
  ['10.0.0.254-10.0.1.1', ['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1']],
  [' 10.0.0.7 - 10.0.0.8 ', ['10.0.0.7', '10.0.0.8']],
  ['10.0.0.7', ['10.0.0.7']],
  ['fd00::ffff-fd00::1:0', ['fd00::ffff', 'fd00::1:0']],
])('reads %j', (text, addresses) => expect([...addressesOf(parseAddressRange(text))]).toEqual(addresses));

test.each([
  ['10.0.0.0/24', '10.0.0.255-10.0.1.3', true],
  ['10.0.0.0/24', '10.0.1.0-10.0.1.3', false],
  ['0.0.0.0/0', '::/0', false],
])('%s and %s overlap: %s', (a, b, overlap) => {
  expect(rangesOverlap(parseAddressRange(a), parseAddressRange(b))).toBe(overlap);
  expect(rangesOverlap(parseAddressRange(b), parseAddressRange(a))).toBe(overlap);
});
