import { cidrSize, formatCidr, formatIp, parseCidr, type Cidr } from '@kubets/net';
import fc from 'fast-check';
import { overlappingRoute } from './route-conflicts';

test.each([
  ['a route inside the network', '10.96.0.0/12', '10.100.3.0/24', true],
  ['a route around the network', '10.201.0.0/24', '10.0.0.0/8', true],
  ['the same network', '10.244.0.0/16', '10.244.0.0/16', true],
  ['a single address inside', '10.244.0.0/16', '10.244.7.9', true],
  ['a neighbour', '10.201.0.0/24', '10.201.1.0/24', false],
  ['the default route', '10.201.0.0/24', 'default', false],
])('%s', (_name, cidr, dst, conflicts) => {
  expect(overlappingRoute(parseCidr(cidr)!, [{ dst: '192.168.7.0/24' }, { dst }]) !== undefined).toBe(conflicts);
});

const network = fc
  .tuple(fc.nat({ max: 0xffffffff }), fc.integer({ min: 20, max: 32 }))
  .map(([value, prefix]) => parseCidr(`${formatIp({ family: 'IPv4', value: BigInt(value % 8192) })}/${prefix}`)!);
const ends = (cidr: Cidr) => [cidr.base, cidr.base + cidrSize(cidr) - 1n] as const;

test('a route is in the way just when it shares an address, whatever else is in the table', () => {
  const nothing = fc.oneof(fc.constantFrom('default', 'unreachable', 'fe80::/64', '::1', ''), fc.string());
  fc.assert(
    fc.property(network, fc.array(network), fc.array(nothing), (cidr, routes, others) => {
      const [first, last] = ends(cidr);
      const shared = routes.map(ends).findIndex(([from, to]) => from <= last && first <= to);
      const table = [...others.filter((dst) => !parseCidr(dst)), ...routes.map(formatCidr)].map((dst) => ({ dst }));
      const foreign = table.filter(({ dst }) => !/^[\d.]+$/.test(dst));
      expect(overlappingRoute(cidr, foreign)?.dst).toBe(shared < 0 ? undefined : formatCidr(routes[shared]!));
    }),
  );
});
