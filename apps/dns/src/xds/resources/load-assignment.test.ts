import type { Service } from '@kubets/proto-gen/core/v1';
import type { Endpoint, EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { loadAssignment } from './load-assignment';

const port = { name: 'grpc', port: 80, protocol: 'TCP' };
const service = (spec: Service['spec'] = {}): Service => ({ spec: { ipFamilies: ['IPv4'], ports: [port], ...spec } });
const slice = (endpoints: Endpoint[], o: Partial<EndpointSlice> = {}): EndpointSlice => ({
  addressType: 'IPv4',
  ports: [{ name: 'grpc', port: 8080, protocol: 'TCP' }],
  endpoints,
  ...o,
});
const at = (address: string, o: Partial<Endpoint> = {}): Endpoint => ({ addresses: [address], ...o });

/** `priority zone×weight: addresses` of each locality. */
const assigned = (slices: EndpointSlice[], o: { spec?: Service['spec']; zone?: string } = {}) =>
  (loadAssignment('web', { service: service(o.spec), port, slices, zone: o.zone ?? '' }).endpoints ?? []).map(
    ({ priority, locality, loadBalancingWeight, lbEndpoints }) =>
      `${priority} ${locality?.zone}×${loadBalancingWeight}: ${(lbEndpoints ?? [])
        .map(
          ({ endpoint }) =>
            `${endpoint?.address?.socketAddress?.address}:${endpoint?.address?.socketAddress?.portValue}`,
        )
        .join(' ')}`,
  );

test.each<{ name: string; slices: EndpointSlice[]; expected: string[] }>([
  { name: 'nothing', slices: [], expected: [] },
  {
    name: 'ready ones, an unknown state as ready',
    slices: [
      slice([
        at('10.0.0.2'),
        at('10.0.0.1', { conditions: { ready: true } }),
        at('10.0.0.3', { conditions: { ready: false } }),
      ]),
    ],
    expected: ['0 ×2: 10.0.0.1:8080 10.0.0.2:8080'],
  },
  {
    name: 'those that still serve when none is ready',
    slices: [
      slice([
        at('10.0.0.1', { conditions: { ready: false, serving: true, terminating: true } }),
        at('10.0.0.2', { conditions: { ready: false, serving: false, terminating: true } }),
      ]),
    ],
    expected: ['0 ×1: 10.0.0.1:8080'],
  },
  {
    name: 'one that is in two slices once',
    slices: [slice([at('10.0.0.1')]), slice([at('10.0.0.1'), at('10.0.0.2')])],
    expected: ['0 ×2: 10.0.0.1:8080 10.0.0.2:8080'],
  },
  {
    name: 'pods with different numbers for one port',
    slices: [slice([at('10.0.0.1')]), slice([at('10.0.0.2')], { ports: [{ name: 'grpc', port: 9090 }] })],
    expected: ['0 ×2: 10.0.0.1:8080 10.0.0.2:9090'],
  },
  {
    name: 'neither another family nor another port nor UDP',
    slices: [
      slice([at('fd00::1')], { addressType: 'IPv6' }),
      slice([at('10.0.0.1')], { ports: [{ name: 'other', port: 1 }] }),
      slice([at('10.0.0.2')], { ports: [{ name: 'grpc', port: 1, protocol: 'UDP' }] }),
    ],
    expected: [],
  },
  {
    name: 'zones as localities with their shares',
    slices: [slice([at('10.0.0.1', { zone: 'b' }), at('10.0.0.2', { zone: 'a' }), at('10.0.0.3', { zone: 'b' })])],
    expected: ['0 a×1: 10.0.0.2:8080', '0 b×2: 10.0.0.1:8080 10.0.0.3:8080'],
  },
])('$name', ({ slices, expected }) => {
  expect(assigned(slices)).toEqual(expected);
});

const zoned = [slice([at('10.0.0.1', { zone: 'a' }), at('10.0.0.2', { zone: 'b' })])];
test.each<{ trafficDistribution: string | undefined; zone: string; expected: string[] }>([
  { trafficDistribution: undefined, zone: 'b', expected: ['0 a×1: 10.0.0.1:8080', '0 b×1: 10.0.0.2:8080'] },
  { trafficDistribution: 'PreferSameZone', zone: 'b', expected: ['0 b×1: 10.0.0.2:8080', '1 a×1: 10.0.0.1:8080'] },
  { trafficDistribution: 'PreferClose', zone: 'a', expected: ['0 a×1: 10.0.0.1:8080', '1 b×1: 10.0.0.2:8080'] },
  { trafficDistribution: 'PreferSameZone', zone: 'c', expected: ['0 a×1: 10.0.0.1:8080', '0 b×1: 10.0.0.2:8080'] },
  { trafficDistribution: 'PreferSameZone', zone: '', expected: ['0 a×1: 10.0.0.1:8080', '0 b×1: 10.0.0.2:8080'] },
])('$trafficDistribution for a client in zone "$zone"', ({ trafficDistribution, zone, expected }) => {
  expect(assigned(zoned, { spec: trafficDistribution ? { trafficDistribution } : {}, zone })).toEqual(expected);
});

test('hints count before the zone of the endpoint itself', () => {
  const hinted = [
    slice([
      at('10.0.0.1', { zone: 'a', hints: { forZones: [{ name: 'b' }] } }),
      at('10.0.0.2', { zone: 'b', hints: { forZones: [{ name: 'a' }] } }),
    ]),
  ];
  expect(assigned(hinted, { spec: { trafficDistribution: 'PreferSameZone' }, zone: 'b' })).toEqual([
    '0 a×1: 10.0.0.1:8080',
    '1 b×1: 10.0.0.2:8080',
  ]);
});
