import { findCondition } from '@kubets/api';
import type { DeploymentStatus } from '@kubets/proto-gen/apps/v1';
import { deployment, replicaSet } from '../../testing/objects';
import {
  isComplete,
  isProgressing,
  observedStatus,
  pausedStatus,
  rolloutStatus,
  timeToDeadlineMs,
} from './deployment-status';

const at = (seconds: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + seconds * 1000);
const progressing = (reason: string, status = 'True', seconds = 0) => {
  const time = at(seconds).toISOString().replace('.000', '');
  return { type: 'Progressing', status, reason, message: '', lastUpdateTime: time, lastTransitionTime: time };
};
const withStatus = (status: DeploymentStatus, spec = {}) => ({ ...deployment(spec), status });
const set = (available: number, replicas = 2) =>
  replicaSet('web-1', {
    spec: { replicas },
    status: { replicas, readyReplicas: available, availableReplicas: available },
  });

test('counts come from the ReplicaSets, and zeros are left out', () => {
  const status = observedStatus(
    deployment(),
    { newSet: set(1), oldSets: [replicaSet('old', { spec: { replicas: 1 }, status: { replicas: 1 } })] },
    at(0),
  );
  expect(status).toMatchObject({
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 2,
    readyReplicas: 1,
    availableReplicas: 1,
    unavailableReplicas: 2,
  });
  expect(observedStatus(deployment(), { newSet: set(2), oldSets: [] }, at(0)).unavailableReplicas).toBeUndefined();
});

test.each<[string, (number | undefined)[], number | undefined]>([
  ['no pods', [0, 0], 0],
  ['some', [1, 2], 3],
  ['a set that says nothing of them', [1, undefined], undefined],
])('pods about to go: %s', (_, counts, expected) => {
  const [newSet, ...oldSets] = counts.map((terminatingReplicas, index) =>
    replicaSet(`web-${index}`, { status: { replicas: 0, observedGeneration: 1, terminatingReplicas } }),
  );
  const unseen = replicaSet('unseen', { status: { replicas: 0 } });
  const generations = { newSet, oldSets: [...oldSets, unseen] };
  expect(observedStatus(deployment(), generations, at(0)).terminatingReplicas).toBe(expected);
});

test.each([
  { available: 2, status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' },
  {
    available: 1,
    status: 'False',
    reason: 'MinimumReplicasUnavailable',
    message: 'Deployment does not have minimum availability.',
  },
])('Available is $status with $available of 2', ({ available, ...expected }) => {
  const { conditions } = observedStatus(deployment(), { newSet: set(available), oldSets: [] }, at(0));
  expect(findCondition(conditions, 'Available')).toMatchObject(expected);
});

test.each([
  {
    name: 'complete',
    before: {},
    available: 2,
    reason: 'NewReplicaSetAvailable',
    status: 'True',
    message: 'ReplicaSet "web-1" has successfully progressed.',
  },
  {
    name: 'progressing',
    before: {},
    available: 1,
    reason: 'ReplicaSetUpdated',
    status: 'True',
    message: 'ReplicaSet "web-1" is progressing.',
  },
  {
    name: 'nothing new within the deadline',
    before: { replicas: 2, updatedReplicas: 2, conditions: [progressing('ReplicaSetUpdated')] },
    available: 0,
    now: 599,
    reason: 'ReplicaSetUpdated',
    status: 'True',
    message: '',
  },
  {
    name: 'nothing new after the deadline',
    before: { replicas: 2, updatedReplicas: 2, conditions: [progressing('ReplicaSetUpdated')] },
    available: 0,
    now: 601,
    reason: 'ProgressDeadlineExceeded',
    status: 'False',
    message: 'ReplicaSet "web-1" has timed out progressing.',
  },
  {
    name: 'a finished rollout whose pods fail is not a new one',
    before: {
      replicas: 2,
      updatedReplicas: 2,
      availableReplicas: 2,
      conditions: [progressing('NewReplicaSetAvailable')],
    },
    available: 1,
    now: 9999,
    reason: 'NewReplicaSetAvailable',
    status: 'True',
    message: '',
  },
])('Progressing: $name', ({ before, available, now = 10, reason, status, message }) => {
  const { conditions } = rolloutStatus(withStatus(before), { newSet: set(available), oldSets: [] }, at(now));
  expect(findCondition(conditions, 'Progressing')).toMatchObject({ reason, status, message });
});

test('without a deadline there is no Progressing condition', () => {
  const status = rolloutStatus(
    withStatus({ conditions: [progressing('ReplicaSetUpdated')] }, { progressDeadlineSeconds: 2147483647 }),
    { newSet: set(1), oldSets: [] },
    at(0),
  );
  expect(findCondition(status.conditions, 'Progressing')).toBeUndefined();
});

test('progress moves lastUpdateTime and leaves lastTransitionTime', () => {
  const status = rolloutStatus(
    withStatus({ conditions: [progressing('ReplicaSetUpdated')] }),
    { newSet: set(1), oldSets: [] },
    at(30),
  );
  expect(findCondition(status.conditions, 'Progressing')).toMatchObject({
    lastUpdateTime: '2026-01-01T00:00:30Z',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  });
});

test('failures of the ReplicaSets show, and go', () => {
  const failing = replicaSet('web-1', {
    status: {
      replicas: 0,
      conditions: [
        {
          type: 'ReplicaFailure',
          status: 'True',
          reason: 'FailedCreate',
          message: 'quota',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    },
  });
  const status = rolloutStatus(deployment(), { newSet: failing, oldSets: [] }, at(0));
  expect(findCondition(status.conditions, 'ReplicaFailure')).toMatchObject({
    reason: 'FailedCreate',
    message: 'quota',
  });
  expect(
    findCondition(
      rolloutStatus(withStatus(status), { newSet: set(2), oldSets: [] }, at(1)).conditions,
      'ReplicaFailure',
    ),
  ).toBeUndefined();
});

test.each([
  {
    name: 'paused',
    spec: { paused: true },
    conditions: [progressing('ReplicaSetUpdated')],
    reason: 'DeploymentPaused',
    status: 'Unknown',
  },
  {
    name: 'resumed',
    spec: { paused: false },
    conditions: [progressing('DeploymentPaused', 'Unknown')],
    reason: 'DeploymentResumed',
    status: 'Unknown',
  },
  {
    name: 'a failed rollout stays failed',
    spec: { paused: true },
    conditions: [progressing('ProgressDeadlineExceeded', 'False')],
    reason: 'ProgressDeadlineExceeded',
    status: 'False',
  },
  {
    name: 'neither',
    spec: {},
    conditions: [progressing('ReplicaSetUpdated')],
    reason: 'ReplicaSetUpdated',
    status: 'True',
  },
])('pausedStatus: $name', ({ spec, conditions, reason, status }) => {
  expect(findCondition(pausedStatus(withStatus({ conditions }, spec), at(0)).conditions, 'Progressing')).toMatchObject({
    reason,
    status,
  });
});

test.each([
  [{ replicas: 2, updatedReplicas: 2, availableReplicas: 2, observedGeneration: 1 }, true],
  [{ replicas: 3, updatedReplicas: 2, availableReplicas: 2, observedGeneration: 1 }, false],
  [{ replicas: 2, updatedReplicas: 2, availableReplicas: 2, observedGeneration: 0 }, false],
  [undefined, false],
])('isComplete(%j) is %s', (status, expected) => expect(isComplete(deployment(), status)).toBe(expected));

test.each([
  ['more updated', { updatedReplicas: 1, replicas: 2 }, { updatedReplicas: 2, replicas: 3 }, true],
  ['fewer old', { updatedReplicas: 1, replicas: 3 }, { updatedReplicas: 1, replicas: 2 }, true],
  ['fewer ready', { readyReplicas: 2 }, { readyReplicas: 1 }, false],
])('isProgressing: %s', (_name, before, now, expected) => expect(isProgressing(before, now)).toBe(expected));

test('the deadline is looked at again when it has passed, if anything is still waited for', () => {
  const waiting = { replicas: 2, updatedReplicas: 2, conditions: [progressing('ReplicaSetUpdated')] };
  expect(timeToDeadlineMs(deployment(), waiting, at(100))).toBe(501_000);
  expect(
    timeToDeadlineMs(
      deployment(),
      { ...waiting, conditions: [progressing('ProgressDeadlineExceeded', 'False')] },
      at(100),
    ),
  ).toBeUndefined();
  expect(
    timeToDeadlineMs(deployment(), { ...waiting, availableReplicas: 2, observedGeneration: 1 }, at(100)),
  ).toBeUndefined();
});
