import { atOnce } from '@kubets/apimachinery';
import type { PodSpec } from '@kubets/proto-gen/core/v1';
import { defaultRequestsFromLimits } from './default-container';
import { defaultPodSpec } from './default-pod-spec';

test.each<[string, Partial<PodSpec>, Partial<PodSpec>]>([
  ['the account by its old name', { serviceAccount: 'a' }, { serviceAccount: 'a', serviceAccountName: 'a' }],
  [
    'the account by both, of which the new name counts',
    { serviceAccount: 'a', serviceAccountName: 'b' },
    { serviceAccount: 'b', serviceAccountName: 'b' },
  ],
  ['a volume without a source', { volumes: [{ name: 'v' }] }, { volumes: [{ name: 'v', emptyDir: {} }] }],
  [
    'a volume from an image',
    { volumes: [{ name: 'v', image: { reference: 'a:1' } }] },
    { volumes: [{ name: 'v', image: { reference: 'a:1', pullPolicy: 'IfNotPresent' } }] },
  ],
  [
    'containers of every sort',
    {
      containers: [{ name: 'a', image: 'a:1' }],
      initContainers: [{ name: 'b', image: 'b' }],
      ephemeralContainers: [{ name: 'c', image: 'c:1', imagePullPolicy: 'Never' }],
    },
    {
      containers: [{ name: 'a', image: 'a:1', imagePullPolicy: 'IfNotPresent' }],
      initContainers: [{ name: 'b', image: 'b', imagePullPolicy: 'Always' }],
      ephemeralContainers: [{ name: 'c', image: 'c:1', imagePullPolicy: 'Never' }],
    },
  ],
])('%s', (_, spec, expected) => {
  const object = structuredClone(spec) as PodSpec;
  atOnce(defaultPodSpec(object));
  expect(object).toMatchObject(expected);
  const again = structuredClone(object);
  atOnce(defaultPodSpec(again));
  expect(again).toEqual(object);
});

test('a request that nobody made is the limit', () => {
  const container = { name: 'a', resources: { limits: { cpu: '1', memory: '1Gi' }, requests: { cpu: '100m' } } };
  atOnce(defaultRequestsFromLimits(container));
  expect(container.resources.requests).toEqual({ cpu: '100m', memory: '1Gi' });
});

test('without limits nothing is asked for', () => {
  const container = { name: 'a', resources: {} };
  atOnce(defaultRequestsFromLimits(container));
  expect(container.resources).toEqual({});
});
