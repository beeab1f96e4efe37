import { nameOf } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { node, pod } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { doomOf, surplusTerminated } from './doomed-pods';
import { podGcController } from './podgc-controller';

let running: RunningControllers | undefined;
afterEach(() => running?.stop());

const terminating = { deletionTimestamp: '2026-01-01T00:00:00Z' };
const outOfService = node('n', {
  ready: 'Unknown',
  spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] },
});

test.each([
  { name: 'runs', of: pod('p', { node: 'n' }), on: node('n'), expected: undefined },
  { name: 'waits for a node', of: pod('p'), on: undefined, expected: undefined },
  {
    name: 'was deleted before it had a node',
    of: pod('p', { meta: terminating }),
    on: undefined,
    expected: 'unscheduled-terminating',
  },
  { name: 'its node is gone', of: pod('p', { node: 'n' }), on: undefined, expected: 'orphaned' },
  {
    name: 'its node is out of service',
    of: pod('p', { node: 'n', meta: terminating }),
    on: outOfService,
    expected: 'out-of-service',
  },
  {
    name: 'its node is out of service but it may stay',
    of: pod('p', { node: 'n' }),
    on: outOfService,
    expected: undefined,
  },
])('doomOf: $name', ({ of, on, expected }) => expect(doomOf(of, on)).toBe(expected));

const ended = (name: string, created: string, reason?: string): Pod => ({
  ...pod(name, { phase: 'Failed', meta: { name, creationTimestamp: created } }),
  status: { phase: 'Failed', reason },
});
test.each([
  { name: 'below the threshold', threshold: 3, expected: [] },
  { name: 'the oldest first, but evicted ones before', threshold: 1, expected: ['evicted', 'old'] },
  { name: 'no threshold keeps all', threshold: 0, expected: [] },
])('surplusTerminated: $name', ({ threshold, expected }) => {
  const all = [
    ended('new', '2026-01-03'),
    ended('old', '2026-01-01'),
    ended('evicted', '2026-01-02', 'Evicted'),
    pod('running'),
  ];
  expect(surplusTerminated(all, threshold).map(nameOf)).toEqual(expected);
});

test('pods of a deleted node go after the quarantine, marked as failed', async () => {
  running = startControllers([podGcController], {
    objects: [node('node-1'), node('node-2'), pod('a', { node: 'node-1' }), pod('b', { node: 'node-2' })],
  });
  await running.settle();
  await running.cluster.nodes.delete({ name: 'node-1' });
  await running.settle();
  await running.clock.advance(39_000);
  expect(running.cluster.objects<Pod>('pods').map(nameOf)).toEqual(['a', 'b']);
  await running.clock.advance(2_000);
  await running.settle();
  expect(running.cluster.objects<Pod>('pods').map(nameOf)).toEqual(['b']);
  const failed = running.cluster.calls.find(({ verb }) => verb === 'updateStatus')?.object as Pod;
  expect(failed.status).toMatchObject({
    phase: 'Failed',
    conditions: expect.arrayContaining([
      expect.objectContaining({
        type: 'DisruptionTarget',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
      }),
    ]),
  });
});

test('a node that comes back in time keeps its pods', async () => {
  running = startControllers([podGcController], { objects: [node('node-1'), pod('a', { node: 'node-1' })] });
  await running.settle();
  await running.cluster.nodes.delete({ name: 'node-1' });
  await running.settle();
  await running.clock.advance(20_000);
  running.cluster.seed(node('node-1'));
  await running.clock.advance(60_000);
  await running.settle();
  expect(running.cluster.objects<Pod>('pods')).toHaveLength(1);
});

test('ended pods beyond the threshold are deleted', async () => {
  const many = Array.from({ length: 6 }, (_, i) =>
    pod(`p${i}`, {
      phase: 'Succeeded',
      meta: { namespace: 'default', name: `p${i}`, creationTimestamp: `2026-01-01T00:00:0${i}Z` },
    }),
  );
  running = startControllers([podGcController], { objects: many, config: { terminatedPodGcThreshold: 2 } });
  await running.settle();
  await running.clock.advance(21_000);
  await running.settle();
  expect(running.cluster.objects<Pod>('pods').map(nameOf)).toEqual(['p4', 'p5']);
});
