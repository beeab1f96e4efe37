import type { DeploymentStatus } from '@kubets/proto-gen/apps/v1';
import { created } from '../testing/strategy-harness';
import { deployments } from './deployments';
import { validateDeploymentStatus } from './validation';

test.each<[DeploymentStatus, DeploymentStatus, string[]]>([
  [{ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 2 }, {}, []],
  [{ readyReplicas: 4 }, {}, ['status.readyReplicas: cannot be greater than status.replicas']],
  [{ replicas: 3, availableReplicas: 1 }, {}, ['status.availableReplicas: cannot be greater than readyReplicas']],
  [
    { replicas: -1 },
    {},
    [
      'status.replicas: must be greater than or equal to 0',
      'status.updatedReplicas: cannot be greater than status.replicas',
      'status.readyReplicas: cannot be greater than status.replicas',
      'status.availableReplicas: cannot be greater than status.replicas',
    ],
  ],
  [{ collisionCount: 1 }, { collisionCount: 2 }, ['status.collisionCount: cannot be decremented']],
])('%j after %j', (status, before, expected) => {
  const errors = validateDeploymentStatus({ status }, { status: before });
  expect(errors.map(({ field, detail }) => `${field}: ${detail}`)).toEqual(expected);
});

test('a selector is shown as Go writes it', () => {
  const selector = { matchExpressions: [{ key: 'c', operator: 'In' }], matchLabels: { b: 'x', a: 'x' } };
  const template = { metadata: { labels: { a: 'x', b: 'x' } }, spec: { containers: [{ name: 'a', image: 'a' }] } };
  const { errors } = created(deployments, { metadata: { name: 'd', namespace: 'n' }, spec: { selector, template } });
  expect(errors).toEqual([
    "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
    'spec.selector: Invalid value: {"matchLabels":{"a":"x","b":"x"},"matchExpressions":[{"key":"c","operator":"In"}]}: invalid label selector',
  ]);
});
