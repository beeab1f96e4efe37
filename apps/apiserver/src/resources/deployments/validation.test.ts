import type { DeploymentStatus } from '@kubets/proto-gen/apps/v1';
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
