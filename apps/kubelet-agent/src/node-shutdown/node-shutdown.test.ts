import { createEventRecorder } from '@kubets/client';
import { createFakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger, eventually } from '@kubets/component/testing';
import type { Event, Pod } from '@kubets/proto-gen/core/v1';
import type { Eviction } from '../pods/pod-life';
import { deferred } from '../system/deferred';
import { createNodeShutdown } from './node-shutdown';

const pod = (name: string, priority: number, terminationGracePeriodSeconds = 30): Pod => ({
  metadata: { name, uid: name },
  spec: { priority, terminationGracePeriodSeconds },
});

function setup(pods: Pod[], periods = [0, 1000].map((priority) => ({ priority, seconds: 20 }))) {
  const cluster = createFakeCluster();
  const clock = createFakeClock();
  const logger = createTestLogger();
  const ends = new Map(pods.map(({ metadata }) => [metadata!.uid!, deferred()]));
  const evicted: [string, Eviction][] = [];
  let changes = 0;
  const shutdown = createNodeShutdown({
    nodeName: 'n',
    periods,
    pods: () => ({
      activePods: () => pods,
      stoppingPods: () => [],
      evict: (uid, eviction) => void evicted.push([uid, eviction]),
      ended: (uid) => ends.get(uid)!.promise,
    }),
    status: { written: async () => undefined },
    recorder: createEventRecorder({ client: cluster, component: 'kubelet', logger }),
    onChange: () => changes++,
    clock,
    logger,
  });
  return { cluster, clock, ends, evicted, shutdown, changes: () => changes };
}
const names = (evicted: [string, Eviction][]) => evicted.map(([name, { graceSeconds }]) => `${name} ${graceSeconds}`);

test('the pods of one priority end together, and have to before those of the next', async () => {
  const { cluster, ends, evicted, shutdown, changes } = setup([pod('web', 0), pod('db', 1000, 5), pod('job', 0, 2)]);
  const done = shutdown.begin();
  expect(shutdown.begin()).toBe(done);
  expect([shutdown.isUnderWay, changes(), names(evicted)]).toEqual([true, 1, ['web 20', 'job 2']]);
  expect(evicted[0]![1]).toMatchObject({
    reason: 'Terminated',
    message: 'Pod was terminated in response to imminent node shutdown.',
    isDisruption: true,
  });
  ends.get('web')!.resolve();
  ends.get('job')!.resolve();
  await eventually(() => names(evicted).includes('db 5'));
  ends.get('db')!.resolve();
  expect(await done).toBe(true);
  await eventually(() =>
    cluster
      .objects<Event>('events')
      .some(({ reason, message }) => reason === 'NodeShutdown' && message?.includes('detected')),
  );
});

test('a pod that does not end in its time keeps nobody waiting', async () => {
  const { clock, ends, evicted, shutdown } = setup([pod('stuck', 0), pod('db', 1000)]);
  const done = shutdown.begin();
  await clock.advance(20_000);
  await eventually(() => names(evicted).includes('db 20'));
  ends.get('db')!.resolve();
  expect(await done).toBe(true);
});

test('without a period for it nothing happens', async () => {
  const { evicted, shutdown } = setup([pod('web', 0)], []);
  expect(await shutdown.begin()).toBe(false);
  expect([shutdown.isUnderWay, evicted]).toEqual([false, []]);
});
