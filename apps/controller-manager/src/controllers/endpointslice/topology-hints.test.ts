import type { Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint } from '@kubets/proto-gen/discovery/v1';
import { node, service } from '../../testing/objects';
import type { PackedSlice } from './pack-endpoints';
import { cpuShares, hintProportionally } from './proportional-hints';
import { hintMode, hintSameNode, hintSameZone, removeHints } from './topology-hints';

const zoneNode = (name: string, zone: string | undefined, cpu = '2', o: Parameters<typeof node>[1] = {}) =>
  node(name, { ...o, cpu, labels: { ...(zone ? { 'topology.kubernetes.io/zone': zone } : {}), ...o.labels } });
const endpoints = (...zones: (string | undefined)[]): PackedSlice[] => [
  {
    endpoints: zones.map((zone, i): Endpoint => ({
      addresses: [`10.0.0.${i}`],
      conditions: { ready: true },
      ...(zone ? { zone } : {}),
    })),
  },
];
const hintsOf = (slices: readonly PackedSlice[]): (string | undefined)[] =>
  slices.flatMap((slice) => slice.endpoints.map((e) => e.hints?.forZones?.[0]?.name));

test.each<{ name: string; metadata: Service['metadata']; spec: Service['spec']; mode: string }>([
  { name: 'nothing asked for', metadata: {}, spec: {}, mode: 'none' },
  { name: 'the zone, in the old word', metadata: {}, spec: { trafficDistribution: 'PreferClose' }, mode: 'same-zone' },
  { name: 'the zone', metadata: {}, spec: { trafficDistribution: 'PreferSameZone' }, mode: 'same-zone' },
  { name: 'the node', metadata: {}, spec: { trafficDistribution: 'PreferSameNode' }, mode: 'same-node' },
  {
    name: 'the annotation wins',
    metadata: { annotations: { 'service.kubernetes.io/topology-mode': 'Auto' } },
    spec: { trafficDistribution: 'PreferClose' },
    mode: 'auto',
  },
  {
    name: 'the old annotation',
    metadata: { annotations: { 'service.kubernetes.io/topology-aware-hints': 'auto' } },
    spec: {},
    mode: 'auto',
  },
  {
    name: 'switched off',
    metadata: { annotations: { 'service.kubernetes.io/topology-mode': 'Disabled' } },
    spec: {},
    mode: 'none',
  },
])('hintMode: $name', ({ metadata, spec, mode }) => expect(hintMode(service('web', spec, metadata))).toBe(mode));

test('same zone: each endpoint with a zone serves it', () => {
  const hinted = hintSameZone(endpoints('a', 'b', undefined));
  expect(hintsOf(hinted)).toEqual(['a', 'b', undefined]);
  expect(hintsOf(removeHints(hinted))).toEqual([undefined, undefined, undefined]);
});

test('same node: each endpoint with a node serves it, and its zone besides', () => {
  const [slice] = endpoints('a', undefined, 'c');
  const onNodes = [{ endpoints: slice!.endpoints.map((e, i) => (i < 2 ? { ...e, nodeName: `n${i}` } : e)) }];
  const hinted = hintSameNode(onNodes);
  expect(hinted[0]!.endpoints.map(({ hints }) => hints)).toEqual([
    { forZones: [{ name: 'a' }], forNodes: [{ name: 'n0' }] },
    { forNodes: [{ name: 'n1' }] },
    { forZones: [{ name: 'c' }] },
  ]);
  expect(hintSameZone(hinted)[0]!.endpoints.map(({ hints }) => hints?.forNodes)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(removeHints(hinted)[0]!.endpoints.every(({ hints }) => hints === undefined)).toBe(true);
});

test.each([
  { name: 'by CPU', nodes: [zoneNode('1', 'a', '3'), zoneNode('2', 'b', '1')], expected: { a: 0.75, b: 0.25 } },
  {
    name: 'unready nodes do not count',
    nodes: [zoneNode('1', 'a'), zoneNode('2', 'b', '2', { ready: 'Unknown' })],
    expected: { a: 1 },
  },
  {
    name: 'nor does the control plane',
    nodes: [zoneNode('1', 'a'), zoneNode('2', 'b', '2', { labels: { 'node-role.kubernetes.io/control-plane': '' } })],
    expected: { a: 1 },
  },
  {
    name: 'a node without a zone: unknown',
    nodes: [zoneNode('1', 'a'), zoneNode('2', undefined)],
    expected: undefined,
  },
])('cpuShares: $name', ({ nodes, expected }) => {
  const shares = cpuShares(nodes);
  expect(shares && Object.fromEntries(shares)).toEqual(expected);
});

const even = new Map([
  ['a', 0.5],
  ['b', 0.5],
]);
test.each([
  {
    name: 'evenly spread endpoints stay in their zones',
    zones: ['a', 'a', 'b', 'b'],
    shares: even,
    expected: ['a', 'a', 'b', 'b'],
  },
  {
    name: 'a zone with too few gets some of the other',
    zones: ['a', 'a', 'a', 'a', 'b', 'a'],
    shares: even,
    expected: ['b', 'b', 'a', 'a', 'b', 'a'],
  },
  {
    name: "by the zones' share",
    zones: ['a', 'a', 'b', 'b'],
    shares: new Map([
      ['a', 0.75],
      ['b', 0.25],
    ]),
    expected: ['a', 'a', 'a', 'b'],
  },
])('hintProportionally: $name', ({ zones, shares, expected }) => {
  const result = hintProportionally(endpoints(...zones), shares);
  expect('slices' in result && hintsOf(result.slices)).toEqual(expected);
});

test.each([
  { name: 'no zones known', zones: ['a', 'b'], shares: undefined, refused: /Insufficient Node information/ },
  { name: 'one zone', zones: ['a', 'a'], shares: new Map([['a', 1]]), refused: /Nodes only ready in one zone/ },
  { name: 'fewer endpoints than zones', zones: ['a'], shares: even, refused: /Insufficient number of endpoints \(1\)/ },
  {
    name: 'an endpoint without zone',
    zones: ['a', undefined, 'b', 'b'],
    shares: even,
    refused: /do not have a zone specified/,
  },
  {
    name: 'shares that so few cannot meet',
    zones: ['a', 'b', 'c'],
    shares: new Map([
      ['a', 0.8],
      ['b', 0.1],
      ['c', 0.1],
    ]),
    refused: /overload threshold/,
  },
])('hintProportionally refuses: $name', ({ zones, shares, refused }) => {
  const result = hintProportionally(endpoints(...zones), shares);
  expect('refused' in result && result.refused).toMatch(refused);
});
