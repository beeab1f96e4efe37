import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { revisionsOf } from './revisions-of';

const replicaSet = (name: string, revision: string | undefined, owner = 'web'): ReplicaSet => ({
  metadata: {
    name,
    annotations: {
      ...(revision && { 'deployment.kubernetes.io/revision': revision }),
      'kubernetes.io/change-cause': 'why',
    },
    ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: owner, uid: 'u', controller: true }],
  },
  spec: { replicas: 2, template: { spec: { containers: [{ name: 'a', image: 'x:1' }, { name: 'b' }] } } } as never,
  status: { readyReplicas: 1 } as never,
});

test('its own ReplicaSets, the latest first by number', () => {
  const revisions = revisionsOf('web', [
    replicaSet('a', '9'),
    replicaSet('b', '10'),
    replicaSet('c', undefined),
    replicaSet('d', '11', 'other'),
  ]);
  expect(revisions.map(({ name, revision }) => [name, revision])).toEqual([
    ['b', 10],
    ['a', 9],
    ['c', 0],
  ]);
  expect(revisions[0]).toMatchObject({ images: ['x:1'], wanted: 2, ready: 1, changeCause: 'why' });
});
