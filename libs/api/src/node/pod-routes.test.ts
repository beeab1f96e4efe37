import type { Node } from '@kubets/proto-gen/core/v1';
import { applyRoutes, desiredRoutes, routeChanges } from './pod-routes';

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

test.each<[string | undefined, string[]]>([
  [
    undefined,
    [
      '-json -4 route show proto 75',
      '-json -6 route show proto 75',
      '-4 route replace 10.244.1.0/24 via 10.0.0.2 proto 75',
      '-4 route del 10.244.0.7/32 via 10.0.0.7 proto 75',
    ],
  ],
  [
    'br0',
    [
      '-json -4 route show dev br0 proto 75',
      '-json -6 route show dev br0 proto 75',
      '-4 route replace 10.244.1.0/24 via 10.0.0.2 dev br0 proto 75',
      '-4 route del 10.244.0.7/32 via 10.0.0.7 dev br0 proto 75',
    ],
  ],
])('routes over %s are told to the kernel, and those that are there are left', async (device, expected) => {
  const told: string[] = [];
  const run = async (program: string, args: readonly string[]): Promise<string> => {
    expect(program).toBe('ip');
    told.push(args.join(' '));
    const has = [
      { dst: '10.244.2.0/24', gateway: '10.0.0.3' },
      { dst: '10.244.0.7', gateway: '10.0.0.7' },
    ];
    return args.includes('show') && args.includes('-4') ? JSON.stringify(has) : '';
  };
  const desired = [
    { cidr: '10.244.1.0/24', via: '10.0.0.2' },
    { cidr: '10.244.2.0/24', via: '10.0.0.3' },
  ];
  expect(await applyRoutes(desired, true, run, device)).toBe(true);
  expect(told).toEqual(expected);
});
