import { nameOf } from '@kubets/apimachinery';
import type { StatefulSetSpec } from '@kubets/proto-gen/apps/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { EPOCH, pod } from '../../testing/objects';
import { statefulSet } from '../../testing/sets';
import { planSet } from './plan';
import { membersOf } from './set-pods';
import { setStatus } from './set-status';

const revisions = { current: 'old', update: 'new' };
const now = new Date(Date.parse(EPOCH) + 60_000);

/** `db-0:new`, `db-0:old!` (not ready), `db-0:old-` (going), `db-0:old?` (pending), `db-0:old#` (ended). */
function podOf(text: string): Pod {
  const [, name = '', revision = '', state = ''] = /^([^:]+):(\w+)(\W?)$/.exec(text) ?? [];
  return pod(name, {
    phase: state === '?' ? 'Pending' : state === '#' ? 'Failed' : 'Running',
    ready: state === '' || state === '-',
    meta: {
      namespace: 'default',
      name,
      labels: { 'statefulset.kubernetes.io/pod-name': name, 'controller-revision-hash': revision },
      ...(state === '-' ? { deletionTimestamp: EPOCH } : {}),
    },
  });
}
const planned = (spec: StatefulSetSpec, pods: string[], stale = false): string[] => {
  const set = statefulSet(spec);
  const members = membersOf(set, pods.map(podOf), revisions);
  return planSet({ set, members, revisions, now, isClaimStale: () => stale }).map((step) =>
    step.do === 'create' ? `create ${step.ordinal}:${step.revision}` : `${step.do} ${nameOf(step.pod)}`,
  );
};

const parallel: StatefulSetSpec = { podManagementPolicy: 'Parallel' };
const rolling = (partition: number, maxUnavailable: number | string = 1): StatefulSetSpec => ({
  updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition, maxUnavailable } },
});
const claims: StatefulSetSpec = { volumeClaimTemplates: [{ metadata: { name: 'data' } }] };

test.each<[string, StatefulSetSpec, string[], string[]]>([
  ['the first comes first', {}, [], ['create 0:new']],
  ['then the next', {}, ['db-0:new'], ['create 1:new']],
  ['but not while one is not ready', {}, ['db-0:new!'], []],
  ['nor while one goes', {}, ['db-0:new-', 'db-1:new'], []],
  ['all at once', parallel, ['db-1:new'], ['create 0:new', 'create 2:new']],
  ['as the others below the partition', rolling(2), ['db-0:old'], ['create 1:old']],
  ['one that has ended goes', {}, ['db-0:new#', 'db-1:new'], ['delete db-0']],
  ['from another first number', { ordinals: { start: 2 }, replicas: 1 }, [], ['create 2:new']],
  ['a pod that is pending waits for its claims', { ...claims }, ['db-0:new?'], ['claim db-0']],
  ['too many: the last', { replicas: 1 }, ['db-0:new', 'db-1:new', 'db-2:new'], ['delete db-2']],
  ['too many: not while the last goes', { replicas: 1 }, ['db-0:new', 'db-1:new', 'db-2:new-'], []],
  [
    'too many: one that is not well blocks those above',
    { replicas: 1 },
    ['db-0:new', 'db-1:new!', 'db-2:new'],
    ['delete db-2'],
  ],
  ['too many: the first that is not well may go', { replicas: 1 }, ['db-0:new', 'db-1:new!'], ['delete db-1']],
  [
    'too many: the last that is not well waits for one below',
    { replicas: 1 },
    ['db-0:new', 'db-1:new!', 'db-2:new!'],
    [],
  ],
  [
    'too many, in parallel',
    { ...parallel, replicas: 1 },
    ['db-0:new', 'db-1:new!', 'db-2:new-', 'db-3:new'],
    ['delete db-3', 'delete db-1'],
  ],
  ['an update begins at the end', {}, ['db-0:old', 'db-1:old', 'db-2:old'], ['delete db-2']],
  ['an update goes on', {}, ['db-0:old', 'db-1:old', 'db-2:new'], ['delete db-1']],
  ['an update waits', {}, ['db-0:old', 'db-1:old', 'db-2:new!'], []],
  ['an update of two at once', rolling(0, '70%'), ['db-0:old', 'db-1:old', 'db-2:old'], ['delete db-2', 'delete db-1']],
  ['an update down to the partition', rolling(2), ['db-0:old', 'db-1:old', 'db-2:new'], []],
  ['an update by hand', { updateStrategy: { type: 'OnDelete' } }, ['db-0:old', 'db-1:old', 'db-2:old'], []],
  [
    'an update in parallel, of those that offer nothing first',
    { ...parallel, ...rolling(0) },
    ['db-0:old!', 'db-1:old', 'db-2:old'],
    ['delete db-0'],
  ],
  [
    'an update in parallel, within its budget',
    { ...parallel, ...rolling(0, 2) },
    ['db-0:old!', 'db-1:old', 'db-2:old'],
    ['delete db-0', 'delete db-2'],
  ],
  ['pods and claims that are to go together', { ...claims, replicas: 0 }, ['db-0:new'], ['retain db-0', 'delete db-0']],
])('%s', (_, spec, pods, expected) => expect(planned(spec, pods)).toEqual(expected));

test('nothing is made while an earlier claim is about to go, nor of a set that goes', () => {
  expect(planned({}, [], true)).toEqual([]);
  const set = statefulSet({}, { deletionTimestamp: EPOCH });
  const members = membersOf(set, [], revisions);
  expect(planSet({ set, members, revisions, now, isClaimStale: () => false })).toEqual([]);
});

test.each<[string[], number, object]>([
  [[], 0, { replicas: 0, availableReplicas: 0, currentRevision: 'old', updateRevision: 'new' }],
  [
    ['db-0:old', 'db-1:new!', 'db-2:new-'],
    0,
    { replicas: 3, readyReplicas: 2, currentReplicas: 1, updatedReplicas: 1, availableReplicas: 2 },
  ],
  [['db-0:old', 'db-1:old', 'db-2:old'], 1, { currentReplicas: 2, currentRevision: 'old' }],
  [['db-0:new', 'db-1:new', 'db-2:new'], 0, { currentReplicas: 3, updatedReplicas: 3, currentRevision: 'new' }],
])('the status of %j, %i replaced', (pods, replaced, expected) =>
  expect(
    setStatus({ set: statefulSet(), pods: pods.map(podOf), revisions, collisionCount: 0, replaced, now }),
  ).toMatchObject(expected),
);

test('of millions of pods that are wanted the first are made, and those that are there are seen', () => {
  const steps = planned({ ...parallel, replicas: 2 ** 31 - 1 }, ['db-1:new', 'db-100000:new#']);
  expect(steps).toHaveLength(501);
  expect(steps.slice(0, 2)).toEqual(['create 0:new', 'create 2:new']);
  expect(steps.at(-1)).toBe('delete db-100000');
  expect(planned({ replicas: 2 ** 31 - 1 }, ['db-0:new'])).toEqual(['create 1:new']);
});
