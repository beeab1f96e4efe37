import type { Node } from '@kubets/proto-gen/core/v1';
import { desiredRoutes, routeChanges } from './pod-routes';

const node = (name: string, addresses: string[], podCIDRs?: string[]): Node => ({
  metadata: { name },
  spec: { podCIDR: podCIDRs?.[0], podCIDRs },
  status: {
    addresses: [...addresses.map((address) => ({ type: 'InternalIP', address })), { type: 'Hostname', address: name }],
  },
});

test('a route per other node and family', () => {
  const nodes = [
    node('me', ['10.0.0.1'], ['10.244.0.0/24']),
    node('b', ['10.0.0.2', 'fd00::2'], ['10.244.1.0/24', 'fd01::/64']),
    node('no-range', ['10.0.0.3']),
    node('no-address', [], ['10.244.3.0/24']),
    {
      metadata: { name: 'old' },
      spec: { podCIDR: '10.244.4.0/24' },
      status: { addresses: [{ type: 'InternalIP', address: '10.0.0.4' }] },
    },
  ];
  expect(desiredRoutes(nodes, 'me')).toEqual([
    { cidr: '10.244.1.0/24', via: '10.0.0.2' },
    { cidr: '10.244.4.0/24', via: '10.0.0.4' },
    { cidr: 'fd01::/64', via: 'fd00::2' },
  ]);
});

const present = [{ cidr: 'a', via: '1' }, { cidr: 'b', via: '2' }, { cidr: 'c', via: '3' }, { cidr: 'all' }];

test('only what differs is changed', () => {
  const desired = [{ cidr: 'all' }, { cidr: 'a', via: '1' }, { cidr: 'b', via: '9' }, { cidr: 'd', via: '4' }];
  expect(routeChanges(present, desired, true)).toEqual({
    replace: [
      { cidr: 'b', via: '9' },
      { cidr: 'd', via: '4' },
    ],
    remove: [{ cidr: 'c', via: '3' }],
  });
});

test('before all nodes are known no route is stale', () => {
  expect(routeChanges(present, [{ cidr: 'all' }], false)).toEqual({ replace: [], remove: [] });
});

test('a way and a refusal to the same place are two routes', () => {
  expect(routeChanges([{ cidr: 'a', via: '1' }], [{ cidr: 'a' }], true)).toEqual({
    replace: [{ cidr: 'a' }],
    remove: [{ cidr: 'a', via: '1' }],
  });
});
