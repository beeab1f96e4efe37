import { type PodEvent } from './pod-life';
import { look, observed, pod, refusal, terminated, terminating, testLives, type Case } from './testing/lives';

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

testLives([
  ['while it ends', ending],
  ['overtaken', overtaken],
]);
