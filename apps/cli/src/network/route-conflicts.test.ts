import { parseCidr } from '@kubets/net';
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
