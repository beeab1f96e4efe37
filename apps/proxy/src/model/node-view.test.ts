import type { Node } from '@kubets/proto-gen/core/v1';
import { forwardsAlike, nodeViewOf } from './node-view';

const addresses = [
  { type: 'Hostname', address: 'node-1' },
  { type: 'ExternalIP', address: '198.51.100.1' },
  { type: 'InternalIP', address: '10.0.0.1' },
  { type: 'InternalIP', address: '10.0.0.2' },
  { type: 'ExternalIP', address: '2001:db8:0::1' },
];

test.each<[string, Node | undefined, Partial<ReturnType<typeof nodeViewOf>>]>([
  ['unknown', undefined, { primaryAddresses: [], eligible: true }],
  [
    'addresses: the first of each family, internal before external',
    { status: { addresses } },
    { primaryAddresses: ['10.0.0.1', '2001:db8::1'] },
  ],
  ['zone', { metadata: { labels: { 'topology.kubernetes.io/zone': 'a' } } }, { zone: 'a' }],
  ['being deleted', { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, { eligible: false }],
  [
    'about to be deleted by the autoscaler',
    { spec: { taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] } },
    { eligible: false },
  ],
  [
    'otherwise tainted',
    { spec: { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] } },
    { eligible: true },
  ],
])('%s', (_, node, expected) => {
  expect(nodeViewOf('node-1', node)).toMatchObject({ name: 'node-1', ...expected });
});

test('only zone and addresses change what is forwarded', () => {
  const before = nodeViewOf('node-1', { status: { addresses } });
  expect(forwardsAlike(before, { ...before, eligible: false })).toBe(true);
  expect(forwardsAlike(before, { ...before, zone: 'b' })).toBe(false);
  expect(forwardsAlike(before, { ...before, primaryAddresses: [] })).toBe(false);
});
