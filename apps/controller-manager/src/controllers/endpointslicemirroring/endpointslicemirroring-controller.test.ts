import { nameOf } from '@kubets/apimachinery';
import type { Endpoints } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { service } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { endpointSliceMirroringController } from './endpointslicemirroring-controller';
import { shouldMirror } from './mirrored-slices';

let running: RunningControllers | undefined;
afterEach(() => running?.stop());

const slices = (): EndpointSlice[] => running!.cluster.objects<EndpointSlice>('endpointslices');
const manual = service('manual', { selector: undefined });
const endpoints = (subsets: Endpoints['subsets'], metadata: Endpoints['metadata'] = {}): Endpoints => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { namespace: 'default', name: 'manual', uid: 'endpoints-uid', ...metadata },
  subsets,
});
const one = [
  {
    addresses: [{ ip: '192.0.2.1', hostname: 'db' }],
    notReadyAddresses: [{ ip: '192.0.2.2' }],
    ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
  },
];

test.each([
  { name: 'custom ones', object: endpoints(one), of: manual, expected: true },
  { name: 'a Service with selector', object: endpoints(one), of: service('manual'), expected: false },
  { name: 'no Service', object: endpoints(one), of: undefined, expected: false },
  {
    name: 'skipped by label',
    object: endpoints(one, { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } }),
    of: manual,
    expected: false,
  },
  {
    name: 'an old leader lock',
    object: endpoints(one, { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } }),
    of: manual,
    expected: false,
  },
])('shouldMirror: $name', ({ object, of, expected }) => expect(shouldMirror(object, of)).toBe(expected));

test('mirrors addresses, ports, labels and owner, follows changes in the same slice, and goes with them', async () => {
  running = startControllers([endpointSliceMirroringController], {
    objects: [manual, endpoints(one, { labels: { tier: 'db' } })],
  });
  await running.settle();
  expect(slices()).toMatchObject([
    {
      addressType: 'IPv4',
      metadata: {
        labels: {
          tier: 'db',
          'kubernetes.io/service-name': 'manual',
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
        },
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Endpoints', name: 'manual', uid: 'endpoints-uid', controller: true },
        ],
      },
      endpoints: [
        { addresses: ['192.0.2.1'], hostname: 'db', conditions: { ready: true } },
        { addresses: ['192.0.2.2'], conditions: { ready: false } },
      ],
      ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
    },
  ]);
  const name = nameOf(slices()[0]!);
  const stored = running.cluster.objects<Endpoints>('endpoints')[0]!;
  await running.cluster.endpoints.update({
    ...stored,
    subsets: [{ addresses: [{ ip: '192.0.2.9' }], ports: [{ port: 80, protocol: 'TCP' }] }],
  });
  await running.settle();
  expect(slices().map((slice) => [nameOf(slice), slice.endpoints?.[0]?.addresses?.[0]])).toEqual([[name, '192.0.2.9']]);
  await running.cluster.endpoints.delete({ namespace: 'default', name: 'manual' });
  await running.settle();
  expect(slices()).toEqual([]);
});

test('each subset and family has a slice', async () => {
  const subsets = [
    { addresses: [{ ip: '192.0.2.1' }, { ip: '2001:db8::1' }], ports: [{ port: 80 }] },
    { addresses: [{ ip: '192.0.2.1' }], ports: [{ port: 443 }] },
  ];
  running = startControllers([endpointSliceMirroringController], { objects: [manual, endpoints(subsets)] });
  await running.settle();
  expect(
    slices()
      .map((slice) => `${slice.addressType} ${slice.ports?.[0]?.port}`)
      .sort(),
  ).toEqual(['IPv4 443', 'IPv4 80', 'IPv6 80']);
});

test('says how many addresses were too many', async () => {
  const addresses = Array.from({ length: 5 }, (_, i) => ({ ip: `192.0.2.${i}` }));
  running = startControllers([endpointSliceMirroringController], {
    objects: [manual, endpoints([{ addresses, ports: [{ port: 80 }] }])],
    config: { mirroringMaxEndpointsPerSubset: 3 },
  });
  await running.settle();
  expect(slices()[0]?.endpoints).toHaveLength(3);
  expect(running.events()).toEqual([
    'Warning TooManyAddressesToMirror A max of 3 addresses can be mirrored to EndpointSlices per Endpoints subset. 2 addresses were skipped',
  ]);
});
