import { nameOf } from '@kubets/apimachinery';
import type { Job, JobSpec, JobStatus } from '@kubets/proto-gen/batch/v1';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { countPods, withCounted } from './count-pods';
import { completionOf, endOf } from './job-end';
import { podIdentityOf, podTemplateOf } from './job-pod';
import { TRACKING_FINALIZER } from './job-pods';
import { observeJob, type JobView } from './observe-job';
import { planPods } from './plan-pods';

const now = new Date('2026-01-01T01:00:00Z');
const job = (spec: JobSpec = {}, status: JobStatus = {}): Job => ({
  metadata: { namespace: 'default', name: 'pi', uid: 'u' },
  spec: { completions: 3, parallelism: 2, backoffLimit: 6, podReplacementPolicy: 'TerminatingOrFailed', ...spec },
  status,
});
const indexed = (spec: JobSpec = {}): JobSpec => ({ completionMode: 'Indexed', ...spec });
interface Made {
  phase?: string;
  index?: number;
  leaving?: boolean;
  free?: boolean;
  failures?: number;
}
const pod = (name: string, { phase = 'Running', index, leaving, free, failures }: Made = {}): Pod => ({
  metadata: {
    namespace: 'default',
    name,
    uid: name,
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...(!free && { finalizers: [TRACKING_FINALIZER] }),
    ...(leaving && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    annotations: {
      ...(index !== undefined && { 'batch.kubernetes.io/job-completion-index': String(index) }),
      ...(failures !== undefined && { 'batch.kubernetes.io/job-index-failure-count': String(failures) }),
    },
  },
  status: { phase },
});
const view = (of: Job, pods: Pod[] = [], released: string[] = []): JobView =>
  observeJob({ job: of, pods, released: new Set(released), now });

describe('counts', () => {
  const ended = [
    pod('s', { phase: 'Succeeded' }),
    pod('f', { phase: 'Failed' }),
    pod('r'),
    pod('l', { leaving: true }),
  ];
  test.each<[string, Job, Pod[], string[], object]>([
    ['pods', job(), ended, [], { succeeded: 1, failed: 2, terminating: 1 }],
    [
      'pods that fail only once they have',
      job({ podReplacementPolicy: 'Failed' }),
      ended,
      [],
      { succeeded: 1, failed: 1 },
    ],
    ['released ones', job({}, { succeeded: 1 }), ended, ['s'], { succeeded: 1, failed: 2 }],
    [
      'uncounted ones',
      job({}, { failed: 1, uncountedTerminatedPods: { failed: ['f'] } }),
      ended.slice(0, 2),
      [],
      { succeeded: 1, failed: 2 },
    ],
    [
      'indexes once',
      job(indexed(), { completedIndexes: '0', succeeded: 1 }),
      [
        pod('a', { phase: 'Succeeded', index: 0 }),
        pod('b', { phase: 'Succeeded', index: 2 }),
        pod('c', { phase: 'Succeeded', index: 9 }),
      ],
      [],
      {
        succeeded: 2,
        succeededIndexes: [
          { first: 0, last: 0 },
          { first: 2, last: 2 },
        ],
      },
    ],
    [
      'what the policy ignores not',
      job({ podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'X', status: 'True' }] }] } }),
      [{ ...pod('f', { phase: 'Failed' }), status: { phase: 'Failed', conditions: [{ type: 'X', status: 'True' }] } }],
      [],
      { failed: 0 },
    ],
  ])('%s', (_, of, pods, released, expected) => expect(view(of, pods, released)).toMatchObject(expected));
});

describe('the end', () => {
  const failed = (count: number) => Array.from({ length: count }, (_, i) => pod(`f${i}`, { phase: 'Failed' }));
  const restarted: Pod = { ...pod('r'), status: { phase: 'Running', containerStatuses: [{ restartCount: 6 }] } };
  test.each<[string, Job, Pod[], string | undefined]>([
    ['of a job that runs', job(), [pod('a')], undefined],
    ['by failures', job({ backoffLimit: 1 }), failed(2), 'FailureTarget BackoffLimitExceeded'],
    ['not yet by failures', job({ backoffLimit: 2 }), failed(2), undefined],
    [
      'by restarts',
      job({ template: { spec: { restartPolicy: 'OnFailure' } } }),
      [restarted],
      'FailureTarget BackoffLimitExceeded',
    ],
    [
      'by time',
      job({ activeDeadlineSeconds: 60 }, { startTime: '2026-01-01T00:00:00Z' }),
      [],
      'FailureTarget DeadlineExceeded',
    ],
    [
      'not while suspended',
      job({ activeDeadlineSeconds: 60, suspend: true }, { startTime: '2026-01-01T00:00:00Z' }),
      [],
      undefined,
    ],
    [
      'by an index',
      job(indexed({ backoffLimitPerIndex: 1, completions: 1 })),
      [pod('a', { phase: 'Failed', index: 0, failures: 1 })],
      'FailureTarget FailedIndexes',
    ],
    [
      'by too many indexes',
      job(indexed({ backoffLimitPerIndex: 0, maxFailedIndexes: 0 })),
      [pod('a', { phase: 'Failed', index: 0 })],
      'FailureTarget MaxFailedIndexesExceeded',
    ],
    [
      'by policy',
      job(indexed({ successPolicy: { rules: [{ succeededIndexes: '1' }] } })),
      [pod('a', { phase: 'Succeeded', index: 1 })],
      'SuccessCriteriaMet SuccessPolicy',
    ],
    [
      'as decided',
      job({}, { conditions: [{ type: 'FailureTarget', status: 'True', reason: 'Why' }] }),
      [],
      'FailureTarget Why',
    ],
  ])('%s', (_, of, pods, expected) => {
    const end = endOf(view(of, pods));
    expect(end && `${end.type} ${end.reason}`).toBe(expected);
  });

  test.each<[JobSpec, number, number, boolean]>([
    [{}, 3, 0, true],
    [{}, 3, 1, false],
    [{}, 2, 0, false],
    [{ completions: undefined }, 1, 0, true],
    [{ completions: undefined }, 1, 1, false],
    [{ completions: 0 }, 0, 0, true],
  ])('of %j with %i successes and %i active pods: %p', (spec, succeeded, active, expected) =>
    expect(completionOf(view({ ...job(spec, { succeeded }) }), active) !== undefined).toBe(expected),
  );
});

describe('the plan', () => {
  const plan = (of: Job, pods: Pod[]): string => {
    const { act, ...rest } = planPods(view(of, pods));
    const what =
      'pods' in rest
        ? rest.pods.map(nameOf)
        : 'indexes' in rest
          ? rest.indexes.map((index) => index ?? '-')
          : Object.values(rest);
    return [act, ...what].join(' ');
  };
  test.each<[string, Job, Pod[], string]>([
    ['a new job', job(), [], 'create - -'],
    ['no more than are missing', job({}, { succeeded: 2 }), [], 'create -'],
    ['enough', job(), [pod('a'), pod('b')], 'nothing'],
    ['too many', job({ parallelism: 1 }), [pod('a'), { ...pod('b'), spec: { nodeName: 'n' } }], 'delete a'],
    ['suspended', job({ suspend: true }), [pod('a'), pod('b')], 'delete a b'],
    ['one success is enough', job({ completions: undefined }, { succeeded: 1 }), [pod('a')], 'nothing'],
    ['after a failure', job(), [pod('a'), pod('f', { phase: 'Failed' })], 'create -'],
    ['leaving ones are replaced', job(), [pod('a'), pod('l', { leaving: true })], 'create -'],
    [
      'leaving ones are waited for',
      job({ podReplacementPolicy: 'Failed' }),
      [pod('a'), pod('l', { leaving: true })],
      'nothing',
    ],
    [
      'the first indexes',
      job(indexed(), { completedIndexes: '0', succeeded: 1 }),
      [pod('a', { index: 1 })],
      'create 2',
    ],
    [
      'doubled indexes',
      job(indexed()),
      [pod('a', { index: 1 }), pod('b', { index: 1 }), pod('c', { index: 7 })],
      'delete c a',
    ],
    [
      'failed indexes are not tried again',
      job(indexed({ backoffLimitPerIndex: 0 }), { failedIndexes: '0' }),
      [],
      'create 1 2',
    ],
  ])('%s', (_, of, pods, expected) => expect(plan(of, pods)).toBe(expected));

  test('what has just failed waits', () => {
    const justFailed: Pod = {
      ...pod('f', { phase: 'Failed' }),
      status: {
        phase: 'Failed',
        containerStatuses: [{ state: { terminated: { finishedAt: '2026-01-01T00:59:58Z' } } }],
      },
    };
    expect(plan(job(), [justFailed])).toBe('wait 8000');
    expect(
      plan(job(indexed({ backoffLimitPerIndex: 3, completions: 1 })), [
        { ...justFailed, metadata: pod('f', { index: 0, failures: 1 }).metadata },
      ]),
    ).toBe('wait 18000');
  });
});

describe('counting', () => {
  const uids = (of: Job, pods: Pod[], end?: 'FailureTarget' | 'SuccessCriteriaMet') => {
    const { status, release } = countPods(
      view(of, pods),
      of.status ?? {},
      end && { type: end, reason: '', message: '' },
    );
    return { ...status, release: release.map(nameOf) };
  };
  const [s, f, r] = [pod('s', { phase: 'Succeeded' }), pod('f', { phase: 'Failed' }), pod('r')];
  test.each<[string, object, object]>([
    [
      'what has ended',
      uids(job(), [s, f, r]),
      { uncountedTerminatedPods: { succeeded: ['s'], failed: ['f'] }, release: ['s', 'f'] },
    ],
    [
      'what runs, when the job fails',
      uids(job(), [r], 'FailureTarget'),
      { uncountedTerminatedPods: { failed: ['r'] }, release: ['r'] },
    ],
    [
      'what runs, when it succeeds',
      uids(job(), [r], 'SuccessCriteriaMet'),
      { uncountedTerminatedPods: {}, release: ['r'] },
    ],
    [
      'what is uncounted already',
      uids(job({}, { uncountedTerminatedPods: { failed: ['f'] } }), [f]),
      { uncountedTerminatedPods: { failed: ['f'] }, release: ['f'] },
    ],
    [
      'what has lost its finalizer',
      uids(job({}, { failed: 1, uncountedTerminatedPods: { failed: ['f', 'gone'] } }), [f]),
      { failed: 2, uncountedTerminatedPods: { failed: ['f'] } },
    ],
    [
      'indexes',
      uids(job(indexed()), [pod('a', { phase: 'Succeeded', index: 2 }), pod('b', { phase: 'Succeeded', index: 0 })]),
      { completedIndexes: '0,2', succeeded: 2, release: ['b', 'a'] },
    ],
    [
      'a failed index that is tried again: not yet',
      uids(job(indexed({ backoffLimitPerIndex: 1 })), [pod('a', { phase: 'Failed', index: 1 })]),
      { failedIndexes: '', release: [] },
    ],
    [
      'a failed index that has been tried again',
      uids(job(indexed({ backoffLimitPerIndex: 1 })), [
        pod('a', { phase: 'Failed', index: 1 }),
        pod('b', { index: 1, failures: 1 }),
      ]),
      { uncountedTerminatedPods: { failed: ['a'] }, release: ['a'] },
    ],
  ])('%s', (_, actual, expected) => expect(actual).toMatchObject(expected));

  test('at most 500 at once', () => {
    const many = Array.from({ length: 600 }, (_, i) => pod(`p${i}`, { phase: 'Failed' }));
    const counting = countPods(view(job(), many), {}, undefined);
    expect([counting.isPartial, counting.release.length]).toEqual([true, 500]);
    expect(withCounted(counting.status, new Set())).toMatchObject({ failed: 500, uncountedTerminatedPods: {} });
  });
});

test('an indexed pod knows its index, and how often it has been tried', () => {
  const of = job(
    indexed({ backoffLimitPerIndex: 2, template: { spec: { containers: [{ name: 'c', env: [{ name: 'A' }] }] } } }),
  );
  const template = podTemplateOf(of);
  expect(template.metadata?.finalizers).toEqual([TRACKING_FINALIZER]);
  expect(template.spec?.containers?.[0]?.env?.map(({ name }) => name)).toEqual(['A', 'JOB_COMPLETION_INDEX']);
  const { annotations, labels, generateName } = podIdentityOf(of, 1, pod('f', { failures: 1, phase: 'Failed' }));
  expect({ annotations, labels, generateName }).toEqual({
    annotations: {
      'batch.kubernetes.io/job-completion-index': '1',
      'batch.kubernetes.io/job-index-failure-count': '2',
    },
    labels: { 'batch.kubernetes.io/job-completion-index': '1' },
    generateName: 'pi-1-',
  });
});
