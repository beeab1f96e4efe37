import type { KubeObject } from '@kubets/apimachinery';
import type { PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { ephemeralVolumeController } from './ephemeral-controller';

const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { namespace: 'default', name: 'p', uid: 'u' },
  spec: {
    containers: [{ name: 'c' }],
    volumes: [
      { name: 'v', ephemeral: { volumeClaimTemplate: { metadata: { labels: { a: 'b' } }, spec } } },
      { name: 'w', emptyDir: {} },
    ],
  },
} as KubeObject;

let running: RunningControllers;
afterEach(() => running.stop());
const claims = () => running.cluster.objects<PersistentVolumeClaim>('persistentvolumeclaims');

test('a claim for each volume that lives with the pod, again when somebody takes it', async () => {
  running = startControllers([ephemeralVolumeController], { objects: [pod] });
  await running.settle();
  expect(claims()).toMatchObject([
    {
      metadata: {
        name: 'p-v',
        labels: { a: 'b' },
        ownerReferences: [{ kind: 'Pod', name: 'p', uid: 'u', controller: true, blockOwnerDeletion: true }],
      },
      spec,
    },
  ]);
  await running.cluster.persistentVolumeClaims.delete({ namespace: 'default', name: 'p-v' });
  await running.settle();
  expect(claims()).toHaveLength(1);
});

test("somebody else's claim of that name is left alone", async () => {
  const other = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'default', name: 'p-v' },
  } as KubeObject;
  running = startControllers([ephemeralVolumeController], { objects: [other, pod] });
  await running.settle();
  expect(claims()).toHaveLength(1);
  expect(running.events()[0]).toBe(
    'Warning FailedBinding ephemeral volume v: PVC default/p-v was not created for pod default/p (pod is not owner)',
  );
});
