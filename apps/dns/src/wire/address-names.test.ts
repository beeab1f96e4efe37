import { addressType, reverseName } from './address-names';

test.each([
  { address: '10.96.0.10', type: 'A', reverse: '10.0.96.10.in-addr.arpa' },
  {
    address: 'fd00::1:a',
    type: 'AAAA',
    reverse: 'a.0.0.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa',
  },
])('$address', ({ address, type, reverse }) => {
  expect(addressType(address)).toBe(type);
  expect(reverseName(address)).toBe(reverse);
});

test('what is no address has no reverse name', () => {
  expect(reverseName('example.com')).toBeUndefined();
});
