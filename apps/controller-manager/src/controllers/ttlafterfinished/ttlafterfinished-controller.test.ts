import type { Job } from '@kubets/proto-gen/batch/v1';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { expiryMs, ttlAfterFinishedController } from './ttlafterfinished-controller';

const job = (ttlSecondsAfterFinished: number | undefined, type = 'Complete', status = 'True'): Job => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { namespace: 'default', name: 'pi' },
  spec: { ttlSecondsAfterFinished },
  status: { conditions: [{ type, status, lastTransitionTime: '2026-01-01T00:00:00Z' }] },
});

let running: RunningControllers | undefined;
afterEach(() => running?.stop());

test.each<[string, Job, string | undefined]>([
  ['complete', job(60), '2026-01-01T00:01:00.000Z'],
  ['failed', job(0, 'Failed'), '2026-01-01T00:00:00.000Z'],
  ['running', job(60, 'Suspended'), undefined],
  ['not yet complete', job(60, 'Complete', 'False'), undefined],
  ['kept', job(undefined), undefined],
  ['going already', { ...job(1), metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }, undefined],
])('a job that is %s', (_, of, expected) => {
  const atMs = expiryMs(of);
  expect(atMs === undefined ? undefined : new Date(atMs).toISOString()).toBe(expected);
});

test('deletes a job when its time has come, unless it was given more', async () => {
  running = startControllers([ttlAfterFinishedController], { objects: [job(60)] });
  await running.clock.advance(50_000);
  const current = running.cluster.objects<Job>('jobs')[0]!;
  await running.cluster.jobs.update({ ...current, spec: { ttlSecondsAfterFinished: 120 } });
  await running.clock.advance(60_000);
  expect(running.cluster.objects<Job>('jobs')).toHaveLength(1);
  await running.clock.advance(20_000);
  // Its pods go first.
  expect(running.cluster.objects<Job>('jobs').map(({ metadata }) => metadata?.finalizers)).toEqual([
    ['foregroundDeletion'],
  ]);
});
