import type { KubeObject } from '@kubets/apimachinery';
import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { expandController } from './expand-controller';

const claim = (wanted: string, phase = 'Bound') =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { namespace: 'default', name: 'c', uid: 'u' },
    spec: { volumeName: 'v', resources: { requests: { storage: wanted } } },
    status: { phase, capacity: { storage: '1Gi' }, conditions: [{ type: 'Resizing', status: 'True' }] },
  }) as KubeObject;
const volume = (annotations?: Record<string, string>) =>
  ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'v', ...(annotations && { annotations }) },
    spec: { capacity: { storage: '1Gi' }, claimRef: { namespace: 'default', name: 'c', uid: 'u' } },
  }) as KubeObject;
const ours = volume({ 'pv.kubernetes.io/provisioned-by': 'kubets.dev/node-local' });

let running: RunningControllers;
afterEach(() => running.stop());

test.each<[string, KubeObject, KubeObject, string, string | undefined]>([
  [
    'of a directory grows',
    claim('2Gi'),
    ours,
    '2Gi',
    'Normal VolumeResizeSuccessful ExpandVolume succeeded for volume default/c',
  ],
  [
    'of a driver waits for it',
    claim('2Gi'),
    volume(),
    '1Gi',
    'Normal ExternalExpanding waiting for an external controller to expand this PVC',
  ],
  ['that asks for no more stays', claim('1024Mi'), ours, '1Gi', undefined],
  ['that is not bound stays', claim('2Gi', 'Pending'), ours, '1Gi', undefined],
])('a claim %s', async (_, wanting, having, size, event) => {
  running = startControllers([expandController], { objects: [wanting, having] });
  await running.settle();
  const [after] = running.cluster.objects<PersistentVolumeClaim>('persistentvolumeclaims');
  expect(after?.status?.capacity).toEqual({ storage: size });
  expect(running.cluster.objects<PersistentVolume>('persistentvolumes')[0]?.spec?.capacity).toEqual({ storage: size });
  expect(running.events()).toEqual(event === undefined ? [] : [event]);
  if (size === '2Gi') expect(after?.status?.conditions).toBeUndefined();
});
