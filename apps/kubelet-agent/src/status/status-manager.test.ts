import { createLister } from '@kubets/client';
import { createFakeCluster, type FakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger, type FakeClock } from '@kubets/component/testing';
import { newConflict, newNotFound, newServiceUnavailable } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { createStatusManager, type StatusManager } from './status-manager';

let cluster: FakeCluster;
let clock: FakeClock;
let pod: Pod;
let manager: StatusManager;
const stop = new AbortController();

beforeEach(async () => {
  cluster = createFakeCluster();
  clock = createFakeClock();
  pod = await cluster.pods.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'd' },
    spec: { nodeName: 'n', containers: [{ name: 'c' }] },
  });
  cluster.clearCalls();
  manager = createStatusManager({
    client: cluster.pods,
    lister: createLister<Pod>(),
    clock,
    logger: createTestLogger(),
    signal: stop.signal,
  });
});

const ready = (status: string) => ({ phase: 'Running', conditions: [{ type: 'Ready', status }] });
const current = () => cluster.objects<Pod>('pods')[0];
const settle = () => clock.advance(0);

test('writes what changed, once', async () => {
  manager.set(pod, ready('False'));
  await settle();
  expect(current()?.status).toMatchObject({
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  });
  await clock.advance(60_000);
  manager.set(pod, ready('False'));
  await settle();
  manager.set(pod, ready('True'));
  await settle();
  expect(current()?.status?.conditions).toMatchObject([{ status: 'True', lastTransitionTime: '2026-01-01T00:01:00Z' }]);
  expect(cluster.calls).toHaveLength(2);
});

test('status and conditions tell of which generation they are, which never goes back', async () => {
  const spec = (generation: number): Pod => ({ ...pod, metadata: { ...pod.metadata, generation } });
  manager.set(spec(2), ready('True'));
  await settle();
  const observed = (generation: number) => ({
    observedGeneration: generation,
    conditions: [{ type: 'Ready', status: 'True', observedGeneration: generation }],
  });
  expect(current()?.status).toMatchObject(observed(2));
  manager.set(spec(3), ready('True'));
  await settle();
  expect(current()?.status).toMatchObject(observed(3));
  manager.set(spec(1), ready('True'));
  await settle();
  expect(current()?.status).toMatchObject(observed(3));
});

test('statuses that follow each other while one is being written become one write', async () => {
  for (const phase of ['Pending', 'Running', 'Failed']) manager.set(pod, { phase });
  await settle();
  expect(cluster.calls.length).toBeLessThanOrEqual(2);
  expect(current()?.status?.phase).toBe('Failed');
});

test('an apiserver that is away is asked again', async () => {
  cluster.failNext({ verb: 'patch', resource: 'pods' }, newServiceUnavailable('away'), 3);
  manager.set(pod, ready('True'));
  await clock.advance(5000);
  expect(current()?.status?.phase).toBe('Running');
});

test.each([
  ['gone', newNotFound({ group: '', resource: 'pods' }, 'p')],
  ['another one of that name', newConflict({ group: '', resource: 'pods' }, 'p', 'uid')],
])('a pod that is %s is not asked for again', async (_, error) => {
  cluster.failNext({ verb: 'patch', resource: 'pods' }, error);
  manager.set(pod, ready('True'));
  await clock.advance(60_000);
  expect(cluster.calls).toEqual([]);
});

test('what somebody else overwrote is written again, but not all the time', async () => {
  manager.set(pod, ready('True'));
  await settle();
  const overwrite = () =>
    cluster.pods.patch(
      { namespace: 'd', name: 'p' },
      {
        type: 'strategic',
        subresource: 'status',
        body: { status: { conditions: [{ type: 'Ready', status: 'False' }] } },
      },
    );
  manager.observed(await overwrite());
  await settle();
  expect(current()?.status?.conditions?.[0]?.status).toBe('True');
  const again = await overwrite();
  manager.observed(again);
  await settle();
  expect(current()?.status?.conditions?.[0]?.status).toBe('False');
  await clock.advance(10_000);
  manager.observed(again);
  await settle();
  expect(current()?.status?.conditions?.[0]?.status).toBe('True');
});

test('the last status is out before the pod is deleted', async () => {
  manager.set(pod, { phase: 'Succeeded' });
  await manager.publishAndDelete(pod, stop.signal);
  expect(cluster.calls.map(({ verb }) => verb)).toEqual(['patch', 'delete']);
  expect(current()).toBeUndefined();
});

test('deleting goes on until it is done, and never hits another pod of that name', async () => {
  cluster.failNext({ verb: 'delete', resource: 'pods' }, newServiceUnavailable('away'));
  const done = manager.publishAndDelete(pod, stop.signal);
  await clock.advance(1000);
  await done;
  expect(current()).toBeUndefined();
  const next = await cluster.pods.create({ ...pod, metadata: { name: 'p', namespace: 'd' } });
  await manager.publishAndDelete(pod, stop.signal);
  expect(current()?.metadata?.uid).toBe(next.metadata?.uid);
});
