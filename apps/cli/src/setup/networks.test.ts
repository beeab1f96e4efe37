import { cidrsOverlap, parseCidr } from '@kubets/net';
import fc from 'fast-check';
import { nthAddress, readNetwork } from './networks.mjs';

test.each([
  ['a network inside', '10.96.0.0/12', '10.100.3.0/24', true],
  ['a network around', '10.201.0.0/24', '10.0.0.0/8', true],
  ['the same network', '10.244.0.0/16', '10.244.0.0/16', true],
  ['a single address inside', '10.244.0.0/16', '10.244.7.9/32', true],
  ['one with bits beyond the prefix', '10.244.3.4/16', '10.244.7.0/24', true],
  ['a neighbour', '10.201.0.0/24', '10.201.1.0/24', false],
  ['everything', '0.0.0.0/0', '10.201.1.0/24', true],
])('%s', (_, network, other, overlaps) => {
  expect(readNetwork(network)?.overlaps(other)).toBe(overlaps);
});

test.each(['', '10.0.0.0', '10.0.0/8', '10.0.0.256/8', '10.0.0.0/33', 'fd00::/8', '10.0.0.0/8x', '10.0.0.0/'])(
  '%j is no network',
  (text) => expect(readNetwork(text)).toBeUndefined(),
);

test.each([
  ['10.201.0.0/24', 1, '10.201.0.1'],
  ['10.201.0.77/24', 200, '10.201.0.200'],
  ['10.0.0.0/8', 65536, '10.1.0.0'],
  ['192.168.255.0/28', 15, '192.168.255.15'],
])('of %s the address %d is %s', (network, n, address) => expect(nthAddress(network, n)).toBe(address));

test('networks overlap as those of the library that everything else counts with', () => {
  const part = fc.integer({ min: 0, max: 3 });
  const network = fc.tuple(part, part, fc.nat({ max: 32 })).map(([a, b, prefix]) => `${a}.${b}.0.0/${prefix}`);
  fc.assert(
    fc.property(network, network, (a, b) => {
      expect(readNetwork(a)!.overlaps(b)).toBe(cidrsOverlap(parseCidr(a)!, parseCidr(b)!));
    }),
  );
});
