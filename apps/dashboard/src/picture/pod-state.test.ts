import type { Pod } from '@kubets/proto-gen/core/v1';
import { podState } from './pod-state';

const READY = [{ type: 'Ready', status: 'True' }];

test.each<{ pod: Pod; expected: [string, string] }>([
  { pod: {}, expected: ['starting', 'Pending'] },
  { pod: { status: { phase: 'Running', conditions: READY } }, expected: ['ready', 'Running'] },
  { pod: { status: { phase: 'Running' } }, expected: ['starting', 'Running'] },
  {
    pod: { metadata: { deletionTimestamp: new Date(0) as never }, status: { phase: 'Running', conditions: READY } },
    expected: ['ending', 'Terminating'],
  },
  { pod: { status: { phase: 'Succeeded' } }, expected: ['done', 'Completed'] },
  { pod: { status: { phase: 'Failed', reason: 'Evicted' } }, expected: ['failing', 'Evicted'] },
  {
    pod: { status: { phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ContainerCreating' } } }] } },
    expected: ['starting', 'Pending'],
  },
  {
    pod: { status: { phase: 'Running', containerStatuses: [{ state: { waiting: { reason: 'CrashLoopBackOff' } } }] } },
    expected: ['failing', 'CrashLoopBackOff'],
  },
  {
    pod: { status: { phase: 'Running', containerStatuses: [{ state: { terminated: { exitCode: 1 } } }] } },
    expected: ['failing', 'Error'],
  },
  {
    pod: {
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }] },
    },
    expected: ['failing', 'Unschedulable'],
  },
])('$pod.status is $expected', ({ pod, expected: [state, status] }) => {
  expect(podState(pod)).toEqual({ state, status });
});
