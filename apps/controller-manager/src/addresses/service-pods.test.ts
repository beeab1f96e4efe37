import { selectsPods } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import { createLister } from '@kubets/client';
import type { Pod, Service } from '@kubets/proto-gen/core/v1';
import { pod, service } from '../testing/objects';
import {
  affectsEndpoints,
  endpointHostname,
  hasEndpoint,
  podIpOfFamily,
  podLabelValues,
  podsOfService,
  servicesOfChange,
  serviceSelectorValues,
} from './service-pods';

const labels = (value: Record<string, string>, o: Parameters<typeof pod>[1] = {}) =>
  pod(Object.values(value).join('-'), { ...o, labels: value });

const services = createLister<Service>(
  [
    service('web'),
    service('web-blue', { selector: { app: 'web', color: 'blue' } }),
    service('db', { selector: { app: 'db' } }),
    service('elsewhere', {}, { namespace: 'other' }),
    service('external', { type: 'ExternalName' }),
    service('manual', { selector: undefined }),
  ],
  { selector: serviceSelectorValues },
);
const pods = createLister<Pod>(
  [
    labels({ app: 'web', color: 'blue' }),
    labels({ app: 'web', color: 'red' }),
    labels({ app: 'db' }),
    pod('bare', { labels: {} }),
  ],
  { label: podLabelValues },
);

test.each([
  { of: 'web', expected: ['web-blue', 'web-red'] },
  { of: 'web-blue', expected: ['web-blue'] },
  { of: 'db', expected: ['db'] },
  { of: 'external', expected: [] },
  { of: 'manual', expected: [] },
])('the pods of $of', ({ of, expected }) =>
  expect(podsOfService(pods, services.get(`default/${of}`)!).map(nameOf)).toEqual(expected),
);

test.each([
  { name: 'nothing that matters', before: labels({ app: 'web' }), after: labels({ app: 'web' }), expected: [] },
  {
    name: 'readiness',
    before: labels({ app: 'web' }),
    after: labels({ app: 'web' }, { ready: false }),
    expected: ['default/web'],
  },
  {
    name: 'labels: those that lose it as well',
    before: labels({ app: 'web', color: 'blue' }),
    after: labels({ app: 'db' }),
    expected: ['default/db', 'default/web', 'default/web-blue'],
  },
])('servicesOfChange: $name', ({ before, after, expected }) =>
  expect(servicesOfChange(services, before, after).sort()).toEqual(expected),
);

test.each([
  { name: 'an address', change: { ip: '10.0.0.1' }, expected: true },
  { name: 'its node', change: { node: 'n' }, expected: true },
  { name: 'its end', change: { phase: 'Failed' }, expected: true },
  { name: 'its deletion', change: { meta: { deletionTimestamp: 'x' } }, expected: true },
  { name: 'an annotation', change: { meta: { annotations: { a: 'b' } } }, expected: false },
])('affectsEndpoints: $name is $expected', ({ change, expected }) =>
  expect(affectsEndpoints(pod('p'), pod('p', change))).toBe(expected),
);

test.each([
  { name: 'runs', of: pod('p', { ip: '10.0.0.1' }), terminating: false, expected: true },
  { name: 'has no address yet', of: pod('p'), terminating: true, expected: false },
  { name: 'has ended', of: pod('p', { ip: '10.0.0.1', phase: 'Succeeded' }), terminating: true, expected: false },
  {
    name: 'is terminating',
    of: pod('p', { ip: '10.0.0.1', meta: { deletionTimestamp: 'x' } }),
    terminating: false,
    expected: false,
  },
  {
    name: 'is terminating, and that is wanted',
    of: pod('p', { ip: '10.0.0.1', meta: { deletionTimestamp: 'x' } }),
    terminating: true,
    expected: true,
  },
])('hasEndpoint: a pod that $name', ({ of, terminating, expected }) =>
  expect(hasEndpoint(of, terminating)).toBe(expected),
);

test("a host name counts only in the Service that is the pod's subdomain", () => {
  const named = pod('p', { spec: { hostname: 'db-0', subdomain: 'db', containers: [] } });
  expect([
    endpointHostname(named, service('db')),
    endpointHostname(named, service('web')),
    endpointHostname(pod('p'), service('db')),
  ]).toEqual(['db-0', undefined, undefined]);
});

test('the address of a family', () => {
  const dual: Pod = { status: { podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] } };
  expect([
    podIpOfFamily(dual, 'IPv4'),
    podIpOfFamily(dual, 'IPv6'),
    podIpOfFamily(pod('p', { ip: '10.0.0.1' }), 'IPv6'),
  ]).toEqual(['10.0.0.1', 'fd00::1', undefined]);
});

test('an empty selector selects nothing', () => expect(selectsPods(service('web', { selector: {} }))).toBe(false));
