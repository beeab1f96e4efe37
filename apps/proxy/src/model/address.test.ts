import { addressesOfFamily, addressOfFamily, anyCidrContains, cidrsOfFamily } from './address';

test.each([
  ['10.0.0.1', 'IPv4', '10.0.0.1'],
  ['010.0.0.1', 'IPv4', undefined],
  ['fd00:0::1', 'IPv4', undefined],
  ['fd00:0::1', 'IPv6', 'fd00::1'],
  ['::ffff:10.0.0.1', 'IPv6', undefined],
  ['10.0.0.1', 'IPv6', undefined],
  ['', 'IPv4', undefined],
  [undefined, 'IPv6', undefined],
] as const)('address %s as %s: %s', (text, family, expected) => {
  expect(addressOfFamily(text, family)).toBe(expected);
});

test('addresses are listed once', () => {
  expect(addressesOfFamily(['10.0.0.2', 'fd00::1', '10.0.0.1', '10.0.0.2'], 'IPv4')).toEqual(['10.0.0.2', '10.0.0.1']);
});

test.each([
  [
    ['10.1.0.0/16', '10.0.0.0/8', ' 192.168.1.1/24 ', 'fd00::/8', 'nonsense'],
    ['10.0.0.0/8', '192.168.1.0/24'],
  ],
  [['10.0.0.0/8', '0.0.0.0/0'], ['0.0.0.0/0']],
  [
    ['10.0.0.0/9', '10.128.0.0/9', '10.0.0.0/9'],
    ['10.0.0.0/9', '10.128.0.0/9'],
  ],
  [[], []],
])('CIDRs %p never overlap: %p', (texts, expected) => {
  expect(cidrsOfFamily(texts, 'IPv4')).toEqual(expected);
});

test('containment', () => {
  expect(anyCidrContains(['192.0.2.0/24', '10.0.0.0/8'], '10.200.0.1')).toBe(true);
  expect(anyCidrContains(['192.0.2.0/24'], '10.200.0.1')).toBe(false);
  expect(anyCidrContains(['0.0.0.0/0'], 'fd00::1')).toBe(false);
});
