import type { Pod } from '@kubets/proto-gen/core/v1';
import { finishedAtMs } from './finished-time';
import { backoffMs, NO_FAILURES, withEnded } from './pod-backoff';

const at = (second: number): string => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
const ended = (second: number): Pod => ({
  status: { containerStatuses: [{ state: { terminated: { finishedAt: at(second) } } }] },
});
const ms = (second: number): number => Date.parse(at(second));

test.each<[string, Pod, number]>([
  [
    'its last container',
    { status: { containerStatuses: [ended(1), ended(5)].flatMap(({ status }) => status!.containerStatuses!) } },
    5,
  ],
  [
    'that it is not ready, while a container runs',
    {
      status: {
        containerStatuses: [{ state: { running: {} } }],
        conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: at(7) }],
      },
    },
    7,
  ],
  ['its deletion', { metadata: { deletionTimestamp: at(40), deletionGracePeriodSeconds: 30 } }, 10],
  ['its creation', { metadata: { creationTimestamp: at(3) } }, 3],
  [
    'its sidecar',
    {
      spec: { initContainers: [{ name: 's', restartPolicy: 'Always' }, { name: 'i' }] },
      status: {
        containerStatuses: ended(1).status!.containerStatuses,
        initContainerStatuses: [
          { name: 's', state: { terminated: { finishedAt: at(9) } } },
          { name: 'i', state: { terminated: { finishedAt: at(20) } } },
        ],
      },
    },
    9,
  ],
])('a pod ended by %s', (_, pod, second) => expect(finishedAtMs(pod)).toBe(ms(second)));

test.each([
  ['nothing', NO_FAILURES, [], [], NO_FAILURES],
  ['a failure', NO_FAILURES, [], [1], { failures: 1, lastFailureMs: ms(1) }],
  ['two more', { failures: 1, lastFailureMs: ms(1) }, [], [3, 2], { failures: 3, lastFailureMs: ms(3) }],
  ['a success', { failures: 2, lastFailureMs: ms(1) }, [3], [], NO_FAILURES],
  [
    'a success between failures',
    { failures: 2, lastFailureMs: ms(1) },
    [3],
    [2, 4],
    { failures: 1, lastFailureMs: ms(4) },
  ],
])('after %s', (_, record, succeeded, failed, expected) =>
  expect(withEnded(record, succeeded.map(ended), failed.map(ended))).toEqual(expected),
);

test.each([
  [0, 10, 0],
  [1, 10, 0],
  [1, 4, 6000],
  [2, 4, 16000],
  [7, 0, 600_000],
  [2000, 0, 600_000],
])('after %i failures, %i s ago, a pod waits %i ms', (failures, ago, expected) =>
  expect(backoffMs({ failures, lastFailureMs: ms(0) }, new Date(ms(ago)))).toBe(expected),
);
