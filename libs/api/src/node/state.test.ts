import { isNodeReady, nodeAddresses, podCIDRsOf } from './state';

test('only a node that says so is ready', () => {
  expect(isNodeReady({ status: { conditions: [{ type: 'Ready', status: 'True' }] } })).toBe(true);
  expect(isNodeReady({ status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })).toBe(false);
  expect(isNodeReady({})).toBe(false);
  expect(isNodeReady(undefined)).toBe(false);
});

test('addresses of a type, those that are empty left out', () => {
  const addresses = [
    { type: 'Hostname', address: 'a' },
    { type: 'InternalIP', address: '10.0.0.1' },
    { type: 'InternalIP', address: '' },
  ];
  expect(nodeAddresses({ status: { addresses } }, 'InternalIP')).toEqual(['10.0.0.1']);
  expect(nodeAddresses(undefined, 'InternalIP')).toEqual([]);
});

test('ranges of pods: all of them, else the one', () => {
  expect(podCIDRsOf({ spec: { podCIDR: '10.0.0.0/24', podCIDRs: ['10.0.0.0/24', 'fd00::/64'] } })).toEqual([
    '10.0.0.0/24',
    'fd00::/64',
  ]);
  expect(podCIDRsOf({ spec: { podCIDR: '10.0.0.0/24' } })).toEqual(['10.0.0.0/24']);
  expect(podCIDRsOf({})).toEqual([]);
});
