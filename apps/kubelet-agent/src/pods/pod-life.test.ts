import type { Pod } from '@kubets/proto-gen/core/v1';
import { advanceLife, newLife, type Look, type PodEvent, type PodLife, type Transition } from './pod-life';

const NOW = Date.parse('2026-01-01T00:01:00Z');
const pod = (o: { deleted?: number; deadline?: number; started?: boolean } = {}): Pod => ({
  metadata: {
    name: 'p',
    namespace: 'd',
    uid: 'u',
    ...(o.deleted !== undefined
      ? { deletionTimestamp: '2026-01-01T00:00:30Z', deletionGracePeriodSeconds: o.deleted }
      : {}),
  },
  spec: { terminationGracePeriodSeconds: 20, ...(o.deadline ? { activeDeadlineSeconds: o.deadline } : {}) },
  ...(o.started ? { status: { startTime: '2026-01-01T00:00:00Z' } } : {}),
});
const look = (o: Partial<Look> = {}): Look => ({
  nowMs: NOW,
  hasSandbox: false,
  runs: false,
  stopping: false,
  blocked: false,
  ...o,
});
const life = (o: Partial<PodLife> = {}): PodLife => ({ ...newLife, pod: pod(), admitted: true, look: look(), ...o });
const terminating = (o: Partial<PodLife> = {}): PodLife => life({ stage: 'terminating', ...o });
const terminated = (o: Partial<PodLife> = {}): PodLife => life({ stage: 'terminated', ...o });

const stop: Transition['actions'] = [{ do: 'abort-step' }, { do: 'wake' }, { do: 'hurry' }];
const evicted = { reason: 'Evicted', message: 'too much' };
const disrupted = { reason: 'Evicted', message: 'low on memory', isDisruption: true };
const refusal = { reason: 'OutOfcpu', message: 'no room' };
const late = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' };

interface Case {
  name: string;
  before: PodLife;
  event: PodEvent;
  /** What of the life changes. */
  becomes?: Partial<PodLife>;
  actions?: Transition['actions'];
  step?: Transition['step'];
}

const fromOutside: Case[] = [
  {
    name: 'the first sight of a pod',
    before: newLife,
    event: { type: 'updated', pod: pod() },
    becomes: { pod: pod() },
    actions: [{ do: 'hold-objects' }, { do: 'wake' }],
  },
  {
    name: 'a pod that is deleted',
    before: life(),
    event: { type: 'updated', pod: pod({ deleted: 5 }) },
    becomes: { pod: pod({ deleted: 5 }), stage: 'terminating' },
    actions: stop,
  },
  {
    name: 'a shorter grace period while it is stopped',
    before: terminating(),
    event: { type: 'updated', pod: pod({ deleted: 1 }) },
    becomes: { pod: pod({ deleted: 1 }) },
    actions: [{ do: 'wake' }, { do: 'hurry' }],
  },
  {
    name: 'news of a pod of which nothing runs',
    before: terminated(),
    event: { type: 'updated', pod: pod({ deleted: 1 }) },
    becomes: { pod: pod({ deleted: 1 }) },
    actions: [{ do: 'wake' }],
  },
  {
    name: 'a pod that the API has no more',
    before: life(),
    event: { type: 'removed' },
    becomes: { apiGone: true, stage: 'terminating' },
    actions: stop,
  },
  {
    name: 'the same while it is stopped',
    before: terminating(),
    event: { type: 'removed' },
    becomes: { apiGone: true },
    actions: stop,
  },
  {
    name: 'the same when nothing runs',
    before: terminated(),
    event: { type: 'removed' },
    becomes: { apiGone: true },
    actions: [{ do: 'abort-step' }, { do: 'wake' }],
  },
  {
    name: 'a pod that takes too much',
    before: life(),
    event: { type: 'evicted', message: 'too much' },
    becomes: { stage: 'terminating', evictedWithin: 0, verdict: evicted },
    actions: [{ do: 'event', type: 'Warning', verdict: evicted }, ...stop],
  },
  {
    name: 'a pod that the node ends for its own sake',
    before: life(),
    event: { type: 'evicted', message: 'low on memory', graceSeconds: 9, isDisruption: true },
    becomes: { stage: 'terminating', evictedWithin: 9, verdict: disrupted },
    actions: [{ do: 'event', type: 'Warning', verdict: disrupted }, ...stop],
  },
  {
    name: 'an eviction of what has failed already',
    before: life({ verdict: refusal }),
    event: { type: 'evicted', message: 'too much' },
  },
  {
    name: 'an eviction of what is being stopped',
    before: terminating(),
    event: { type: 'evicted', message: 'too much' },
  },
  {
    name: 'a pod of a node that goes, of which the API tells',
    before: life(),
    event: { type: 'evicted', reason: 'Terminated', message: 'shutdown', graceSeconds: 9, isDisruption: true },
    becomes: {
      stage: 'terminating',
      evictedWithin: 9,
      verdict: { reason: 'Terminated', message: 'shutdown', isDisruption: true },
    },
    actions: stop,
  },
  {
    name: 'a shorter time for what is being stopped',
    before: terminating({ evictedWithin: 20 }),
    event: { type: 'evicted', reason: 'Terminated', message: 'shutdown', graceSeconds: 9 },
    becomes: { evictedWithin: 9 },
    actions: [{ do: 'wake' }, { do: 'hurry' }],
  },
  {
    name: 'an eviction of what only the runtime knows',
    before: newLife,
    event: { type: 'evicted', message: 'too much' },
  },
];

const stops: Case[] = [
  {
    name: 'with the grace period of its spec',
    before: terminating(),
    event: { type: 'hurried' },
    actions: [{ do: 'stop', graceSeconds: 20, abrupt: false }],
  },
  {
    name: 'with that of its deletion',
    before: terminating({ pod: pod({ deleted: 5 }) }),
    event: { type: 'hurried' },
    actions: [{ do: 'stop', graceSeconds: 5, abrupt: false }],
  },
  {
    name: 'within a second, if it is evicted',
    before: terminating({ evictedWithin: 0 }),
    event: { type: 'hurried' },
    actions: [{ do: 'stop', graceSeconds: 1, abrupt: false }],
  },
  {
    name: 'within what the node has left for it, if it is evicted more softly',
    before: terminating({ evictedWithin: 7 }),
    event: { type: 'hurried' },
    actions: [{ do: 'stop', graceSeconds: 7, abrupt: false }],
  },
  {
    name: 'within its own grace period, if that is shorter',
    before: terminating({ pod: pod({ deleted: 5 }), evictedWithin: 7 }),
    event: { type: 'hurried' },
    actions: [{ do: 'stop', graceSeconds: 5, abrupt: false }],
  },
  {
    name: 'at once and without hooks, if the API has it no more',
    before: terminating({ apiGone: true }),
    event: { type: 'hurried' },
    actions: [{ do: 'stop', graceSeconds: 1, abrupt: true }],
  },
];

const turns: Case[] = [
  { name: 'a running pod is looked at', before: life(), event: { type: 'turn' }, step: { do: 'observe' } },
  {
    name: 'one that only the runtime knows is stopped',
    before: newLife,
    event: { type: 'turn' },
    becomes: { stage: 'terminating' },
    actions: stop,
  },
  {
    name: 'one that is being stopped is not probed for its life',
    before: terminating(),
    event: { type: 'turn' },
    actions: [{ do: 'stop-liveness' }],
    step: { do: 'observe' },
  },
  { name: 'one that has ended is looked at', before: terminated(), event: { type: 'turn' }, step: { do: 'observe' } },
  { name: 'one that is gone is left alone', before: life({ stage: 'gone' }), event: { type: 'turn' } },
];

const observed = (o: Partial<Look> = {}): PodEvent => ({ type: 'observed', look: look(o) });
const STARTED = '2026-01-01T00:00:00Z';
const running: Case[] = [
  {
    name: 'a new pod asks to be let in',
    before: life({ admitted: false }),
    event: observed(),
    actions: [{ do: 'assume-past' }],
    step: { do: 'admit', fresh: true },
  },
  {
    name: 'one with a sandbox was let in before',
    before: life({ admitted: false }),
    event: observed({ hasSandbox: true }),
    becomes: { look: look({ hasSandbox: true }) },
    actions: [{ do: 'assume-past' }],
    step: { do: 'admit', fresh: false },
  },
  {
    name: 'so was one that has begun',
    before: life({ admitted: false, pod: pod({ started: true }) }),
    event: observed(),
    actions: [{ do: 'assume-past' }],
    step: { do: 'admit', fresh: false },
  },
  {
    name: 'one that is let in is published',
    before: life({ admitted: false }),
    event: { type: 'admitted' },
    becomes: { admitted: true },
    step: { do: 'publish' },
  },
  {
    name: 'one that is refused fails',
    before: life({ admitted: false }),
    event: { type: 'admitted', refusal },
    becomes: { admitted: true, verdict: refusal },
    actions: [{ do: 'event', type: 'Warning', verdict: refusal }],
    step: { do: 'publish' },
  },
  { name: 'without a deadline it is published', before: life(), event: observed(), step: { do: 'publish' } },
  {
    name: 'a deadline that has not begun is all ahead',
    before: life({ pod: pod({ deadline: 90 }) }),
    event: observed(),
    actions: [{ do: 'wake', afterMs: 90_000 }],
    step: { do: 'publish' },
  },
  {
    name: 'one that has is partly over',
    before: life({ pod: pod({ deadline: 90 }) }),
    event: observed({ startTime: STARTED }),
    becomes: { look: look({ startTime: STARTED }) },
    actions: [{ do: 'wake', afterMs: 30_000 }],
    step: { do: 'publish' },
  },
  {
    name: 'one that is over fails it',
    before: life({ pod: pod({ deadline: 60 }) }),
    event: observed({ startTime: STARTED }),
    becomes: { look: look({ startTime: STARTED }), verdict: late },
    actions: [{ do: 'event', type: 'Normal', verdict: late }],
    step: { do: 'publish' },
  },
  {
    name: 'what has failed needs no deadline',
    before: life({ pod: pod({ deadline: 60 }), verdict: refusal }),
    event: observed({ startTime: STARTED }),
    becomes: { look: look({ startTime: STARTED }) },
    step: { do: 'publish' },
  },
  {
    name: 'a phase that is the last ends it',
    before: life(),
    event: { type: 'published', phase: 'Succeeded' },
    becomes: { stage: 'terminating' },
    actions: stop,
  },
  {
    name: 'what is in the way is waited for',
    before: life({ look: look({ blocked: true }) }),
    event: { type: 'published', phase: 'Pending' },
    actions: [{ do: 'wake', afterMs: 100 }],
  },
  {
    name: 'else the next step is taken',
    before: life(),
    event: { type: 'published', phase: 'Running' },
    step: { do: 'sync' },
  },
  {
    name: 'a step after which nothing will run ends it',
    before: life(),
    event: { type: 'synced', finished: true, progressed: false },
    becomes: { stage: 'terminating' },
    actions: stop,
  },
  {
    name: 'a step that brought it on is shown, and the next follows',
    before: life(),
    event: { type: 'synced', finished: false, progressed: true },
    actions: [{ do: 'wake' }],
    step: { do: 'publish-progress' },
  },
  {
    name: 'a step that has to wait is shown, and comes again',
    before: life(),
    event: { type: 'synced', finished: false, progressed: false, retryAfterMs: 500 },
    actions: [{ do: 'wake', afterMs: 500 }],
    step: { do: 'publish-progress' },
  },
  {
    name: 'a step that found all well ends the turn',
    before: life(),
    event: { type: 'synced', finished: false, progressed: false },
  },
];

const ending: Case[] = [
  {
    name: 'what runs is stopped',
    before: terminating(),
    event: observed({ runs: true }),
    becomes: { look: look({ runs: true }) },
    actions: [
      { do: 'publish-end', final: false },
      { do: 'stop', graceSeconds: 20, abrupt: false },
    ],
  },
  {
    name: 'a stop under way is waited for',
    before: terminating(),
    event: observed({ stopping: true }),
    becomes: { look: look({ stopping: true }) },
    actions: [
      { do: 'publish-end', final: false },
      { do: 'stop', graceSeconds: 20, abrupt: false },
    ],
  },
  {
    name: 'nothing runs any more',
    before: terminating(),
    event: observed(),
    becomes: { stage: 'terminated' },
    actions: [{ do: 'publish-end', final: false }, { do: 'wake' }],
  },
  {
    name: 'nothing runs of what only the runtime knew: there is nobody to tell',
    before: terminating({ pod: undefined }),
    event: observed(),
    becomes: { stage: 'terminated' },
    actions: [{ do: 'wake' }],
  },
  {
    name: 'devices are given back before the end is shown',
    before: terminated(),
    event: observed(),
    step: { do: 'release-devices' },
  },
  {
    name: 'the end is shown before all else is given back',
    before: terminated(),
    event: { type: 'released' },
    actions: [{ do: 'publish-end', final: true }],
    step: { do: 'clean-up' },
  },
  { name: 'a pod that has ended stays until it is deleted', before: terminated(), event: { type: 'cleaned-up' } },
  {
    name: 'a deleted one is taken out of the API',
    before: terminated({ pod: pod({ deleted: 5 }) }),
    event: { type: 'cleaned-up' },
    step: { do: 'delete' },
  },
  {
    name: 'one that the API has no more need not',
    before: terminated({ pod: pod({ deleted: 5 }), apiGone: true }),
    event: { type: 'cleaned-up' },
    step: { do: 'remove-traces' },
  },
  {
    name: 'then its traces go',
    before: terminated(),
    event: { type: 'deleted' },
    becomes: { apiGone: true },
    step: { do: 'remove-traces' },
  },
  {
    name: 'and nothing is left',
    before: terminated({ apiGone: true }),
    event: { type: 'traces-removed' },
    becomes: { stage: 'gone' },
  },
];

/** Outcomes of a step that began before the pod had to go. */
const overtaken: Case[] = (['admitted', 'published', 'synced'] as const).map((type) => ({
  name: `${type} comes too late`,
  before: terminating(),
  event: { type, finished: false, progressed: true, phase: 'Running', refusal } as PodEvent,
}));

describe.each([
  ['from outside', fromOutside],
  ['is stopped', stops],
  ['in its turn', turns],
  ['while it runs', running],
  ['while it ends', ending],
  ['overtaken', overtaken],
])('%s', (_, cases) => {
  test.each(cases)('$name', ({ before, event, becomes = {}, actions = [], step }) => {
    expect(advanceLife(before, event)).toEqual({ life: { ...before, ...becomes }, actions, step });
  });
});
