import type { ServicePort } from '@kubets/proto-gen/core/v1';
import { pod, service } from '../../testing/objects';
import { endpointSubsets } from './subsets';

const text = (subsets: ReturnType<typeof endpointSubsets>): string[] =>
  subsets.map(
    ({ addresses = [], notReadyAddresses = [], ports = [] }) =>
      `${addresses.map(({ ip }) => ip).join(',')}|${notReadyAddresses.map(({ ip }) => ip).join(',')}|${ports.map(({ name = '', port, protocol }) => `${name}:${port}/${protocol}`).join(',')}`,
  );

const a = pod('a', { ip: '10.244.0.5', node: 'node-1' });
const b = pod('b', { ip: '10.244.0.6', node: 'node-1', ready: false });
const other = pod('c', {
  ip: '10.244.0.7',
  spec: { containers: [{ name: 'web', ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }] }] },
});
const ports = (...list: ServicePort[]) => ({ ports: list });

test.each([
  { name: 'no pods', spec: {}, pods: [], expected: [] },
  { name: 'ready and not', spec: {}, pods: [a, b], expected: ['10.244.0.5|10.244.0.6|:80/TCP'] },
  {
    name: 'publishNotReadyAddresses',
    spec: { publishNotReadyAddresses: true },
    pods: [a, b],
    expected: ['10.244.0.5,10.244.0.6||:80/TCP'],
  },
  {
    name: 'several ports of one pod',
    spec: ports(
      { name: 'https', port: 443, protocol: 'TCP' },
      { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' },
    ),
    pods: [a],
    expected: ['10.244.0.5||http:80/TCP,https:443/TCP'],
  },
  {
    name: 'other numbers for a name: other subsets',
    spec: ports({ name: 'main', port: 80, targetPort: 'http', protocol: 'TCP' }),
    pods: [a, other],
    expected: ['10.244.0.5||main:80/TCP', '10.244.0.7||main:8080/TCP'],
  },
  {
    name: 'a pod without the named port has no address',
    spec: ports({ name: 'main', port: 80, targetPort: 'metrics', protocol: 'TCP' }),
    pods: [a],
    expected: [],
  },
  {
    name: 'the protocol belongs to the name',
    spec: ports({ name: 'main', port: 80, targetPort: 'http', protocol: 'UDP' }),
    pods: [a],
    expected: [],
  },
  {
    name: 'headless without ports',
    spec: { clusterIP: 'None', ports: undefined },
    pods: [a],
    expected: ['10.244.0.5||'],
  },
  {
    name: 'ended and terminating pods are out',
    spec: {},
    pods: [
      pod('d', { ip: '10.244.0.8', phase: 'Succeeded' }),
      pod('e', { ip: '10.244.0.9', meta: { deletionTimestamp: 'x' } }),
      pod('f'),
    ],
    expected: [],
  },
  {
    name: 'a target port in digits is a number',
    spec: ports({ port: 80, targetPort: '8081', protocol: 'TCP' }),
    pods: [a],
    expected: ['10.244.0.5||:8081/TCP'],
  },
])('$name', ({ spec, pods, expected }) => expect(text(endpointSubsets(service('web', spec), pods))).toEqual(expected));

test('the order of the pods does not matter', () => {
  const pods = [a, b, other, pod('d', { ip: '10.244.0.4' })];
  const named = service('web', ports({ name: 'main', port: 80, targetPort: 'http', protocol: 'TCP' }));
  expect(endpointSubsets(named, pods)).toEqual(endpointSubsets(named, [...pods].reverse()));
});

test('an address says which pod it is', () => {
  const headless = service('web', { clusterIP: 'None' });
  const named = pod('a', {
    ip: '10.244.0.5',
    node: 'node-1',
    spec: { hostname: 'db-0', subdomain: 'web', containers: [] },
  });
  expect(endpointSubsets(headless, [named])[0]?.addresses).toEqual([
    {
      ip: '10.244.0.5',
      hostname: 'db-0',
      nodeName: 'node-1',
      targetRef: { kind: 'Pod', namespace: 'default', name: 'a', uid: 'a-uid' },
    },
  ]);
});
