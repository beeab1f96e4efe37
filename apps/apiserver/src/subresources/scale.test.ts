import { StatusError, type KubeObject } from '@kubets/apimachinery';
import { resources } from '../resources/registry';
import type { Scale } from '@kubets/proto-gen/autoscaling/v1';
import type { WriteRequest } from '../pipeline/request';
import { checkedScale } from './scale';

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

const WEB = {
  name: 'web',
  definition: resources.find(({ plural }) => plural === 'deployments'),
} as WriteRequest;

test('a scale may say as many as there are, or nothing', () => {
  for (const spec of [{ replicas: 4 }, { replicas: 0 }, {}, undefined])
    expect(checkedScale({ metadata: { name: 'web' }, spec }, WEB).spec).toBe(spec);
});

test.each<[string, Scale, number, string]>([
  [
    'less than none',
    { metadata: { name: 'web' }, spec: { replicas: -1 } },
    422,
    'Scale.autoscaling "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  ],
  [
    'another name',
    { metadata: { name: 'other' } },
    400,
    'the name of the object (other) does not match the name on the URL (web)',
  ],
  ['no name', {}, 400, 'the name of the object (web based on URL) was undeterminable: name must be provided'],
])('a scale that says %s is refused', (_, scale, code, message) => {
  expect(() => checkedScale(scale, WEB)).toThrow(StatusError);
  expect(() => checkedScale(scale, WEB)).toThrow(
    expect.objectContaining({ message, status: expect.objectContaining({ code }) }),
  );
});
