import type { Job, JobSpec, JobStatus } from '@kubets/proto-gen/batch/v1';
import { cellsOf, created, strategyContext, texts, updated } from '../testing/strategy-harness';
import { jobs } from './jobs';
import { validateJobStatus } from './status-validation';

const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
const job = (spec: JobSpec = {}, name = 'pi'): Job => ({
  metadata: { name, namespace: 'default', uid: 'u1' },
  spec: { template, ...spec },
});
const indexed = (spec: JobSpec = {}): JobSpec => ({
  completionMode: 'Indexed',
  completions: 5,
  parallelism: 2,
  ...spec,
});

test('defaults, selector and labels of a new job', () => {
  const { object, errors } = created(jobs, job());
  expect(errors).toEqual([]);
  expect(object.spec).toMatchObject({
    completions: 1,
    parallelism: 1,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
    manualSelector: false,
    selector: { matchLabels: { 'batch.kubernetes.io/controller-uid': 'u1' } },
    template: {
      metadata: {
        labels: {
          'batch.kubernetes.io/controller-uid': 'u1',
          'batch.kubernetes.io/job-name': 'pi',
          'controller-uid': 'u1',
          'job-name': 'pi',
        },
      },
    },
  });
});

test.each<[JobSpec, JobSpec]>([
  [{ parallelism: 3 }, { parallelism: 3, backoffLimit: 6 }],
  [indexed({ backoffLimitPerIndex: 1 }), { backoffLimit: 2147483647 }],
  [
    { podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget' }] }] } },
    {
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }],
      },
    },
  ],
])('%j becomes %j', (spec, expected) => expect(created(jobs, job(spec)).object.spec).toMatchObject(expected));

const rule = (text: object) => ({ podFailurePolicy: { rules: [text] } });

test.each<[string, JobSpec, string[]]>([
  [
    'pods that never end',
    { template: { spec: { containers: template.spec.containers } } },
    ['spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"'],
  ],
  [
    'negative numbers',
    { parallelism: -1 },
    ['spec.parallelism: Invalid value: -1: must be greater than or equal to 0'],
  ],
  [
    'an unknown mode and no pods, which are told last',
    { completionMode: 'X', template: { spec: { restartPolicy: 'Always' } } },
    [
      'spec.completionMode: Unsupported value: "X": supported values: "NonIndexed", "Indexed"',
      'spec.template.spec.containers: Required value',
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
  ],
  [
    'an unknown mode',
    { completionMode: 'X' },
    ['spec.completionMode: Unsupported value: "X": supported values: "NonIndexed", "Indexed"'],
  ],
  [
    'limits per index without index',
    { backoffLimitPerIndex: 1, maxFailedIndexes: 1 },
    [
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
      'spec.maxFailedIndexes: Invalid value: 1: requires indexed completion mode',
    ],
  ],
  [
    'indexes without end',
    { completionMode: 'Indexed', parallelism: 1 },
    ['spec.completions: Required value: when completion mode is Indexed'],
  ],
  [
    'too many failed indexes',
    indexed({ maxFailedIndexes: 6 }),
    [
      'spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified',
      'spec.maxFailedIndexes: Invalid value: 6: must be less than or equal to completions',
    ],
  ],
  [
    'a manager without domain',
    { managedBy: 'me' },
    ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path (such as "acme.io/foo")'],
  ],
  [
    'a rule of nothing',
    rule({ action: 'Fail' }),
    [
      'spec.podFailurePolicy.rules[0].action: Unsupported value: "Fail": supported values: "Count", "FailIndex", "FailJob", "Ignore"',
      'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ],
  ],
  [
    'exit codes in disorder',
    rule({ action: 'FailIndex', onExitCodes: { operator: 'In', containerName: 'x', values: [3, 0, 3] } }),
    [
      'spec.podFailurePolicy.rules[0].action: Invalid value: "FailIndex": requires the backoffLimitPerIndex to be set',
      'spec.podFailurePolicy.rules[0].onExitCodes.containerName: Invalid value: "x": must be one of the container or initContainer names in the pod template',
      'spec.podFailurePolicy.rules[0].onExitCodes.values[1]: Invalid value: 0: must not be 0 for the In operator',
      'spec.podFailurePolicy.rules[0].onExitCodes.values[2]: Duplicate value: 3',
      'spec.podFailurePolicy.rules[0].onExitCodes.values: Invalid value: [3,0,3]: must be ordered',
    ],
  ],
  [
    'success of indexes that are none',
    indexed({
      successPolicy: { rules: [{ succeededIndexes: '0,3-9' }, { succeededIndexes: '1-2', succeededCount: 3 }, {}] },
    }),
    [
      'spec.successPolicy.rules[0].succeededIndexes: Invalid value: "0,3-9": error parsing succeededIndexes: too large index: "9"',
      'spec.successPolicy.rules[1].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of indexes in the specified succeededIndexes field)',
      'spec.successPolicy.rules[2]: Required value: at least one of succeededCount or succeededIndexes must be specified',
    ],
  ],
  [
    'pods replaced too early',
    {
      ...rule({ action: 'Count', onExitCodes: { operator: 'In', values: [1] } }),
      podReplacementPolicy: 'TerminatingOrFailed',
    },
    ['spec.podReplacementPolicy: Unsupported value: "TerminatingOrFailed": supported values: "Failed"'],
  ],
  [
    'a selector of its own',
    { selector: { matchLabels: { a: 'b' } } },
    [
      'spec.selector: Invalid value: {"matchLabels":{"a":"b","batch.kubernetes.io/controller-uid":"u1"}}: `selector` not auto-generated',
      'spec.template.metadata.labels: Invalid value: {"batch.kubernetes.io/controller-uid":"u1","batch.kubernetes.io/job-name":"pi","controller-uid":"u1","job-name":"pi"}: `selector` does not match template `labels`',
    ],
  ],
  [
    'a selector by hand, without one',
    { manualSelector: true },
    [
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
    ],
  ],
])('a job with %s', (_, spec, expected) => expect(created(jobs, job(spec)).errors).toEqual(expected));

test('the last index has to fit behind the name', () => {
  const name = 'a'.repeat(62);
  expect(created(jobs, job(indexed({ completions: 2 }), name)).errors).toEqual([
    `metadata.name: Invalid value: "${name}": will not able to create pod with invalid DNS label: ${name}-1`,
  ]);
});

describe('changes', () => {
  const stored = (spec: JobSpec = {}, status: JobStatus = {}): Job => ({ ...created(jobs, job(spec)).object, status });
  const image = ({ spec }: Job): void => void (spec!.template!.spec!.containers![0]!.image = 'other');
  const resources = ({ spec }: Job): void =>
    void (spec!.template!.spec!.containers![0]!.resources = { requests: { cpu: '1' } });
  const nodes = ({ spec }: Job): void => void (spec!.template!.spec!.nodeSelector = { disk: 'ssd' });
  const suspended = { suspend: true };
  const started = { startTime: '2026-01-01T00:00:00Z' };

  test.each<[string, Job, (job: Job) => void, string | undefined]>([
    ['parallelism', stored(), ({ spec }) => void (spec!.parallelism = 3), undefined],
    ['suspend', stored(), ({ spec }) => void (spec!.suspend = true), undefined],
    [
      'completions',
      stored(),
      ({ spec }) => void (spec!.completions = 3),
      'spec.completions: Invalid value: 3: field is immutable',
    ],
    [
      'completions of an indexed job alone',
      stored(indexed()),
      ({ spec }) => void (spec!.completions = 4),
      'spec.completions: Invalid value: 4: can only be modified in tandem with spec.parallelism',
    ],
    [
      'completions of an indexed job',
      stored(indexed({ parallelism: 5 })),
      ({ spec }) => Object.assign(spec!, { completions: 4, parallelism: 4 }),
      undefined,
    ],
    ['the image', stored(suspended), image, 'spec.template.spec: Invalid value: '],
    ['the image of a running one', stored(), image, 'spec.template: Invalid value: '],
    ['the nodes of one that waits', stored(suspended), nodes, undefined],
    ['the resources of one that waits', stored(suspended), resources, undefined],
    ['the nodes of one that runs', stored(), nodes, 'spec.template: Invalid value: '],
    [
      'the nodes of one that stops',
      stored(suspended, { ...started, active: 1 }),
      nodes,
      'spec.template: Invalid value: ',
    ],
    [
      'the nodes of one that has stopped',
      stored(suspended, { ...started, conditions: [{ type: 'Suspended', status: 'True' }] }),
      nodes,
      undefined,
    ],
    [
      'the mode',
      stored(),
      ({ spec }) => Object.assign(spec!, indexed({ completions: 1 })),
      'spec.completionMode: Invalid value: "Indexed": field is immutable',
    ],
  ])('of %s', (_, old, change, expected) => {
    const { errors } = updated(jobs, old, change);
    expect(errors).toEqual(expected === undefined ? [] : [expect.stringContaining(expected)]);
  });
});

describe('status', () => {
  const is = (...types: string[]) => types.map((type) => ({ type, status: 'True' }));
  const time = '2026-01-01T00:00:00Z';
  const complete = { conditions: is('SuccessCriteriaMet', 'Complete'), startTime: time, completionTime: time };
  const { spec } = created(jobs, job(indexed({ backoffLimitPerIndex: 1 }))).object;

  test.each<[JobStatus, JobStatus, string[]]>([
    [{}, complete, []],
    [
      {},
      { ...complete, completionTime: undefined },
      ['status.completionTime: Required value: completionTime is required for Complete jobs'],
    ],
    [
      {},
      { ...complete, conditions: is('Complete') },
      [
        'status.conditions: Invalid value: cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
      ],
    ],
    [
      {},
      { conditions: is('Failed'), startTime: time },
      ['status.conditions: Invalid value: cannot set Failed=True condition without the FailureTarget=true condition'],
    ],
    [
      complete,
      { ...complete, conditions: is('SuccessCriteriaMet'), completionTime: undefined },
      ['status.conditions: Invalid value: cannot disable the terminal Complete=True condition'],
    ],
    [{}, { ...complete, active: 1 }, ['status.active: Invalid value: 1: active>0 is invalid for finished job']],
    [
      {},
      { ...complete, uncountedTerminatedPods: { failed: ['a'] } },
      [
        'status.uncountedTerminatedPods: Invalid value: {"Succeeded":null,"Failed":["a"]}: must be empty for finished job',
      ],
    ],
    [
      {},
      { completedIndexes: '1,2-9' },
      ['status.completedIndexes: Invalid value: "1,2-9": error parsing completedIndexes: too large index: "9"'],
    ],
    [
      {},
      { completedIndexes: '1-3', failedIndexes: '0,3' },
      ['status.failedIndexes: Invalid value: "0,3": failedIndexes and completedIndexes overlap at index: 3'],
    ],
    [{}, { ready: 1 }, ['status.ready: Invalid value: 1: cannot set more ready pods than active']],
    [{ failed: 2 }, { failed: 1 }, ['status.failed: Invalid value: 1: cannot decrease the failed counter']],
    [
      {},
      { uncountedTerminatedPods: { succeeded: ['a', 'a', ''] } },
      [
        'status.uncountedTerminatedPods.succeeded[1]: Duplicate value: "a"',
        'status.uncountedTerminatedPods.succeeded[2]: Invalid value: "": must not be empty',
      ],
    ],
    [
      { startTime: time },
      { startTime: '2026-01-01T00:00:01Z' },
      ['status.startTime: Invalid value: "2026-01-01T00:00:01Z": field is immutable for unsuspended job once set'],
    ],
  ])('from %j to %j', (before, after, expected) =>
    expect(texts(validateJobStatus({ spec, status: after }, { spec, status: before }))).toEqual(expected),
  );
});

test.each<[JobSpec, JobStatus, object]>([
  [{}, {}, { Status: 'Running', Completions: '0/1', Duration: '' }],
  [{ completions: undefined, parallelism: 3 }, { succeeded: 1 }, { Completions: '1/1 of 3' }],
  [
    { completions: 3 },
    {
      conditions: [{ type: 'Complete', status: 'True' }],
      startTime: '2025-12-31T23:00:00Z',
      completionTime: '2025-12-31T23:00:30Z',
      succeeded: 3,
    },
    { Status: 'Complete', Completions: '3/3', Duration: '30s' },
  ],
  [{}, { conditions: [{ type: 'Suspended', status: 'True' }] }, { Status: 'Suspended' }],
  [{}, { startTime: '2025-12-31T23:59:00Z' }, { Duration: '60s' }],
])('columns of %j, %j', (spec, status, expected) =>
  expect(cellsOf(jobs, { ...created(jobs, job(spec), { context: strategyContext() }).object, status })).toMatchObject(
    expected,
  ),
);
