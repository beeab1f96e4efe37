import { createFakeClock } from '@kubets/component/testing';
import { createPodInfo } from '../cache/pod-info';
import type { Plugin } from '../framework/plugin';
import { buildNode, buildPod, buildPodInfo } from '../testing/build';
import { SchedulingQueue } from './scheduling-queue';

const waitsForNodes: Plugin = { name: 'WaitsForNodes', mayUnblock: (event) => event.type === 'node-added' };
const nodeAdded = { type: 'node-added', node: buildNode('n') } as const;

function setUp() {
  const clock = createFakeClock();
  return {
    clock,
    queue: new SchedulingQueue({ plugins: [waitsForNodes], clock, initialBackoffMs: 1000, maxBackoffMs: 10_000 }),
  };
}

test('higher priority comes first, then who came first', () => {
  const { queue } = setUp();
  for (const [name, priority] of [
    ['a', 0],
    ['b', 0],
    ['c', 10],
  ] as const)
    queue.set(buildPodInfo(name, { spec: { containers: [], priority } }));
  expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()].map((queued) => queued?.pod.name)).toEqual([
    'c',
    'a',
    'b',
    undefined,
  ]);
});

test('an unschedulable pod waits for an event its plugin asks for, and at least its backoff', async () => {
  const { clock, queue } = setUp();
  queue.set(buildPodInfo('p'));
  queue.park(queue.pop()!, new Set(['WaitsForNodes']));
  queue.notify({ type: 'pod-gone', pod: buildPodInfo('other') });
  await clock.advance(60_000);
  expect(queue.pop()).toBeUndefined();

  queue.notify(nodeAdded);
  const again = queue.pop()!;
  expect(again.attempts).toBe(2);
  queue.park(again, new Set(['WaitsForNodes']));
  queue.notify(nodeAdded);
  expect(queue.counts()).toMatchObject({ backoff: 1, active: 0 });
  await clock.advance(1999);
  expect(queue.pop()).toBeUndefined();
  await clock.advance(1);
  expect(queue.pop()?.pod.name).toBe('p');
});

test('backoff doubles up to the maximum', async () => {
  const { clock, queue } = setUp();
  queue.set(buildPodInfo('p'));
  for (const waitMs of [1000, 2000, 4000, 8000, 10_000, 10_000]) {
    queue.retryLater(queue.pop()!);
    await clock.advance(waitMs - 1);
    expect(queue.counts().backoff).toBe(1);
    await clock.advance(1);
    expect(queue.counts().active).toBe(1);
  }
});

test('after five minutes an unschedulable pod is tried without an event', async () => {
  const { clock, queue } = setUp();
  queue.set(buildPodInfo('p'));
  queue.park(queue.pop()!, new Set(['WaitsForNodes']));
  await clock.advance(299_999);
  expect(queue.pop()).toBeUndefined();
  await clock.advance(1);
  expect(queue.pop()?.pod.name).toBe('p');
});

test('a change of the spec wakes an unschedulable pod, a change of its status does not', async () => {
  const { clock, queue } = setUp();
  const pod = buildPod('p');
  queue.set(createPodInfo(pod));
  queue.park(queue.pop()!, new Set(['WaitsForNodes']));
  await clock.advance(2000);
  queue.set(
    createPodInfo({ ...pod, status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False' }] } }),
  );
  expect(queue.pop()).toBeUndefined();
  queue.set(createPodInfo({ ...pod, spec: { ...pod.spec, containers: [], tolerations: [{ operator: 'Exists' }] } }));
  expect(queue.pop()?.pod.pod.spec?.tolerations).toHaveLength(1);
});

test('a gated pod waits until its gates are gone', () => {
  const { queue } = setUp();
  const pod = buildPod('p', { spec: { containers: [], schedulingGates: [{ name: 'g' }] } });
  queue.set(createPodInfo(pod));
  expect(queue.pop()).toBeUndefined();
  expect(queue.counts().gated).toBe(1);
  queue.set(createPodInfo({ ...pod, spec: { containers: [] } }));
  expect(queue.pop()?.pod.name).toBe('p');
});

test('a deleted pod does not come out, in whatever state it was, and cannot be handed back', async () => {
  const { clock, queue } = setUp();
  const [active, backoff, flying] = [buildPodInfo('a'), buildPodInfo('b'), buildPodInfo('c')];
  queue.set(backoff);
  queue.retryLater(queue.pop()!);
  queue.set(flying);
  const inFlight = queue.pop()!;
  queue.set(active);
  for (const { uid } of [active, backoff, flying]) queue.delete(uid);
  queue.park(inFlight, new Set());
  queue.retryLater(inFlight);
  queue.notify(nodeAdded);
  await clock.advance(60_000);
  expect(queue.pop()).toBeUndefined();
  expect(clock.pending()).toBe(0);
});

test('waitForWork resolves on work and on abort', async () => {
  const { queue } = setUp();
  const controller = new AbortController();
  const first = queue.waitForWork(controller.signal);
  queue.set(buildPodInfo('p'));
  await first;
  queue.pop();
  const second = queue.waitForWork(controller.signal);
  controller.abort();
  await second;
});
