import { createEventRecorder } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { realClock } from '@kubets/component';
import { createTestLogger, eventually } from '@kubets/component/testing';
import type { Event, PersistentVolumeClaim, Pod } from '@kubets/proto-gen/core/v1';
import { createPodEvents } from '../events/pod-events';
import { growVolume } from './volume-growth';

const pod: Pod = { metadata: { namespace: 'd', name: 'p', uid: 'u' } };
const pending = [{ type: 'FileSystemResizePending', status: 'True' }];

function setup(status: PersistentVolumeClaim['status'], expand: () => Promise<boolean>) {
  const cluster = createFakeCluster();
  const logger = createTestLogger();
  cluster.seed(
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { namespace: 'd', name: 'c' },
      spec: { volumeName: 'v' },
      status: { capacity: { storage: '1Gi' }, ...status },
    } as object,
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: 'v' },
      spec: { capacity: { storage: '2Gi' }, csi: { driver: 'd', volumeHandle: 'h' } },
    } as object,
  );
  const asked: unknown[][] = [];
  const options = {
    client: cluster,
    csi: { expand: (...args: unknown[]) => (asked.push(args), expand()) },
    pods: () => [pod],
    nodeName: 'n',
    events: createPodEvents(createEventRecorder({ client: cluster, component: 'kubelet', logger })),
    clock: realClock,
    logger,
    signal: new AbortController().signal,
  };
  return {
    cluster,
    asked,
    grow: () => growVolume(pod, 'c', options),
    claim: () => cluster.objects<PersistentVolumeClaim>('persistentvolumeclaims')[0]?.status,
  };
}
const done = () => Promise.resolve(true);

test.each<[string, PersistentVolumeClaim['status']]>([
  ['a condition', { conditions: pending }],
  ['its resources', { allocatedResourceStatuses: { storage: 'NodeResizePending' } }],
])('a claim that says so by %s grows on the node', async (_, status) => {
  const { cluster, asked, grow, claim } = setup(status, done);
  await grow();
  expect(asked).toEqual([['u', expect.objectContaining({ handle: 'h' }), 2 * 2 ** 30]]);
  expect(claim()).toEqual({ capacity: { storage: '2Gi' } });
  await eventually(() =>
    cluster.objects<Event>('events').some(({ reason }) => reason === 'FileSystemResizeSuccessful'),
  );
});

test('a claim that waits for nothing is left alone', async () => {
  const { asked, grow, claim } = setup({}, done);
  await grow();
  expect(asked).toEqual([]);
  expect(claim()).toEqual({ capacity: { storage: '1Gi' } });
});

test('what a driver cannot do is told, and tried again', async () => {
  const { cluster, grow, claim } = setup({ conditions: pending }, () => Promise.reject(new Error('no room')));
  await expect(grow()).rejects.toThrow('no room');
  expect(claim()?.capacity).toEqual({ storage: '1Gi' });
  await eventually(() =>
    cluster
      .objects<Event>('events')
      .some(({ message }) => message === 'MountVolume.NodeExpandVolume failed for volume "v" : no room'),
  );
});
