import { StatusError, type KubeObject } from '@kubets/apimachinery';
import { resources } from '../resources/registry';
import { decodeScale } from './scale';

const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'Exists' }] };

test.each<[string, object, string]>([
  ['deployments', selector, 'app=web,tier'],
  ['replicasets', selector, 'app=web,tier'],
  ['replicationcontrollers', { app: 'web', tier: 'front' }, 'app=web,tier=front'],
])('%s: a scale reads the numbers and the selector, and writes nothing but the number', (plural, selects, text) => {
  const { scale } = resources.find((one) => one.plural === plural)!;
  const object = { spec: { replicas: 3, selector: selects }, status: { replicas: 2 } } as KubeObject;
  expect(scale!.read(object)).toEqual({ specReplicas: 3, statusReplicas: 2, selector: text });
  expect(scale!.read({})).toMatchObject({ specReplicas: 0, statusReplicas: 0 });
  scale!.write(object, 5);
  expect(object).toEqual({ spec: { replicas: 5, selector: selects }, status: { replicas: 2 } });
});

const decode = (value: unknown) => decodeScale({ name: 'web', namespace: 'default', body: { value } });

test.each<[string, object, number | undefined]>([
  ['a number', { spec: { replicas: 4 } }, 4],
  // Which is what nothing says on the wire of Kubernetes.
  ['none', { spec: { replicas: 0 } }, undefined],
  ['nothing', {}, undefined],
  ['its own kind', { kind: 'Scale', apiVersion: 'autoscaling/v1', spec: { replicas: 1 } }, 1],
])('a scale may say %s', (_, value, replicas) => {
  const scale = decode(value);
  expect(scale).toMatchObject({ kind: 'Scale', apiVersion: 'autoscaling/v1' });
  expect(scale.spec?.replicas).toBe(replicas);
});

test.each<[string, object, number, string]>([
  [
    'less than none',
    { spec: { replicas: -1 } },
    422,
    'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'another kind',
    { kind: 'Deployment', apiVersion: 'autoscaling/v1' },
    400,
    'Deployment in version "v1" cannot be handled as a Scale: the kind in the data does not match the expected kind',
  ],
  [
    'another version',
    { kind: 'Scale', apiVersion: 'apps/v1' },
    400,
    'the API version in the data (apps/v1) does not match the expected API version (autoscaling/v1)',
  ],
  [
    'another name',
    { metadata: { name: 'other' } },
    400,
    'the name of the object (other) does not match the name on the URL (web)',
  ],
  [
    'another namespace',
    { metadata: { namespace: 'kube-system' } },
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ],
])('a scale that says %s is refused', (_, value, code, message) => {
  expect(() => decode(value)).toThrow(StatusError);
  expect(() => decode(value)).toThrow(expect.objectContaining({ message, status: expect.objectContaining({ code }) }));
});
