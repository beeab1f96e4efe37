import type { PodCondition } from '@kubets/proto-gen/core/v1';
import { buildPod } from '../testing/build';
import { notScheduledCondition } from './pod-scheduled-condition';

const now = new Date('2026-01-02T00:00:00Z');
const before: PodCondition = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'Unschedulable',
  message: 'm',
  lastTransitionTime: '2026-01-01T00:00:00Z',
};

test.each<{ name: string; current?: PodCondition; message: string; expected: PodCondition | undefined }>([
  { name: 'the first one', message: 'm', expected: { ...before, lastTransitionTime: '2026-01-02T00:00:00Z' } },
  { name: 'the same again is not written', current: before, message: 'm', expected: undefined },
  {
    name: 'another message keeps the time of the transition',
    current: before,
    message: 'n',
    expected: { ...before, message: 'n' },
  },
  {
    name: 'True to False is a transition',
    current: { ...before, status: 'True' },
    message: 'm',
    expected: { ...before, lastTransitionTime: '2026-01-02T00:00:00Z' },
  },
])('$name', ({ current, message, expected }) => {
  const pod = { ...buildPod('p'), status: { ...(current && { conditions: [current] }) } };
  expect(notScheduledCondition(pod, 'Unschedulable', message, now)).toEqual(expected);
});
