import type { Container, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod, RuntimeSandbox } from '../runtimes/runtime';
import { computePodActions, type PodActionsInput } from './compute-pod-actions';

const sandbox = (more: Partial<RuntimeSandbox> = {}): RuntimeSandbox => ({
  id: 's1',
  attempt: 0,
  ready: true,
  createdAtMs: 1,
  ips: ['10.0.0.5'],
  hostNetwork: false,
  ...more,
});
const made = (
  name: string,
  state: RuntimeContainer['state'],
  more: Partial<RuntimeContainer> = {},
): RuntimeContainer => ({
  id: `${name}-id`,
  sandboxId: 's1',
  name,
  state,
  restartCount: 0,
  hash: 'h',
  image: '',
  imageRef: '',
  createdAtMs: 1,
  exitCode: 0,
  reason: '',
  message: '',
  logPath: '',
  ...more,
});
const failed = (name: string, more: Partial<RuntimeContainer> = {}) => made(name, 'exited', { exitCode: 1, ...more });
const sidecar: Container = { name: 'proxy', restartPolicy: 'Always' };

interface Case {
  spec?: PodSpec;
  sandboxes?: RuntimeSandbox[];
  containers?: RuntimeContainer[];
  input?: Partial<PodActionsInput>;
}

function act({ spec = {}, sandboxes = [sandbox()], containers = [], input = {} }: Case) {
  const pod: Pod = { spec: { containers: [{ name: 'web' }], ...spec } };
  const runtime: RuntimePod = { uid: 'u', name: 'p', namespace: 'd', sandboxes, containers };
  const actions = computePodActions({
    pod,
    runtime,
    hashOf: () => 'h',
    started: () => true,
    failedProbe: () => undefined,
    resizeRestarts: () => false,
    isRestarted: () => false,
    knownRestarts: () => undefined,
    ...input,
  });
  return {
    ...(actions.finish ? { finish: true } : {}),
    ...(actions.createSandbox ? { sandbox: actions.createSandbox.attempt } : {}),
    start: actions.start.map(({ container, restartCount }) => `${container.name}:${restartCount}`),
    ...(actions.kill.length > 0 ? { kill: actions.kill.map(({ message }) => message) } : {}),
  };
}

const init: PodSpec = { initContainers: [{ name: 'one' }, { name: 'two' }] };
const two: PodSpec = { containers: [{ name: 'web' }, { name: 'log' }] };

const together: PodSpec = {
  restartPolicy: 'Never',
  initContainers: [{ name: 'one' }],
  containers: [
    {
      name: 'web',
      restartPolicy: 'Never',
      restartPolicyRules: [{ action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [42] } }],
    },
    { name: 'log' },
  ],
};
const fatal = made('web', 'exited', { createdAtMs: 2, finishedAtMs: 5, exitCode: 42 });

test.each<[string, Case, object]>([
  ['a new pod', { sandboxes: [] }, { sandbox: 0, start: ['web:0'] }],
  ['a new pod with init containers starts the first', { spec: init, sandboxes: [] }, { sandbox: 0, start: ['one:0'] }],
  ['sandbox there, nothing in it', {}, { start: ['web:0'] }],
  ['all runs', { containers: [made('web', 'running')] }, { start: [] }],
  ['one of two is missing', { spec: two, containers: [made('web', 'running')] }, { start: ['log:0'] }],
  [
    'the sandbox died',
    { sandboxes: [sandbox({ ready: false })], containers: [made('web', 'exited')] },
    { sandbox: 1, start: ['web:1'] },
  ],
  ['the sandbox has no address', { sandboxes: [sandbox({ ips: [] })] }, { sandbox: 1, start: ['web:0'] }],
  [
    'the node’s network has none',
    { spec: { hostNetwork: true }, sandboxes: [sandbox({ ips: [], hostNetwork: true })] },
    { start: ['web:0'] },
  ],
  [
    'two ready sandboxes',
    { sandboxes: [sandbox({ attempt: 1 }), sandbox({ id: 's0' })] },
    { sandbox: 2, start: ['web:0'] },
  ],
  [
    'the sandbox of a Never pod died',
    { spec: { restartPolicy: 'Never' }, sandboxes: [sandbox({ ready: false })], containers: [failed('web')] },
    { finish: true, start: [] },
  ],
  [
    'the sandbox of an OnFailure pod died: what succeeded stays so',
    {
      spec: { restartPolicy: 'OnFailure', ...two },
      sandboxes: [sandbox({ ready: false })],
      containers: [made('web', 'exited'), failed('log')],
    },
    { sandbox: 1, start: ['log:1'] },
  ],
  ['ended, Always', { containers: [made('web', 'exited', { restartCount: 4 })] }, { start: ['web:5'] }],
  ['failed, OnFailure', { spec: { restartPolicy: 'OnFailure' }, containers: [failed('web')] }, { start: ['web:1'] }],
  [
    'succeeded, OnFailure',
    { spec: { restartPolicy: 'OnFailure' }, containers: [made('web', 'exited')] },
    { finish: true, start: [] },
  ],
  [
    'succeeded, OnFailure, but it was stopped to have more',
    {
      spec: { restartPolicy: 'OnFailure' },
      containers: [made('web', 'exited')],
      input: { isRestarted: () => true },
    },
    { start: ['web:1'] },
  ],
  [
    'one of two can only get more by a restart',
    {
      spec: two,
      containers: [made('web', 'running'), made('log', 'running')],
      input: { resizeRestarts: ({ name }) => name === 'log' },
    },
    { start: [], kill: ['Container log resize requires restart'] },
  ],
  ['failed, Never', { spec: { restartPolicy: 'Never' }, containers: [failed('web')] }, { finish: true, start: [] }],
  [
    'failed, Never, but its own policy says otherwise',
    {
      spec: { restartPolicy: 'Never', containers: [{ name: 'web', restartPolicy: 'OnFailure' }, { name: 'log' }] },
      containers: [failed('web'), failed('log')],
    },
    { start: ['web:1'] },
  ],
  [
    'succeeded, Always, but its own policy says otherwise',
    { spec: { containers: [{ name: 'web', restartPolicy: 'OnFailure' }] }, containers: [made('web', 'exited')] },
    { finish: true, start: [] },
  ],
  [
    'an init container that is not tried again by its own policy',
    {
      spec: { initContainers: [{ name: 'one', restartPolicy: 'Never' }], containers: [{ name: 'web' }] },
      containers: [failed('one')],
    },
    { finish: true, start: [] },
  ],
  [
    'the sandbox of a Never pod died, one of whose containers is started again',
    {
      spec: { restartPolicy: 'Never', containers: [{ name: 'web', restartPolicy: 'Always' }, { name: 'log' }] },
      sandboxes: [sandbox({ ready: false })],
      containers: [failed('web'), failed('log')],
    },
    { sandbox: 1, start: ['web:1'] },
  ],
  [
    'one ended, one runs, Never',
    { spec: { restartPolicy: 'Never', ...two }, containers: [failed('web'), made('log', 'running')] },
    { start: [] },
  ],
  [
    'an ephemeral container beside what runs',
    {
      spec: { containers: [{ name: 'web' }], ephemeralContainers: [{ name: 'debug' }] },
      containers: [made('web', 'running')],
    },
    { start: ['debug:0'] },
  ],
  [
    'an ephemeral container that has ended stays so',
    {
      spec: { containers: [{ name: 'web' }], ephemeralContainers: [{ name: 'debug' }] },
      containers: [made('web', 'running'), failed('debug')],
    },
    { start: [] },
  ],
  [
    'nor is one started again that the runtime has lost',
    {
      spec: { containers: [{ name: 'web' }], ephemeralContainers: [{ name: 'debug' }] },
      containers: [made('web', 'running')],
      input: { knownRestarts: () => 0 },
    },
    { start: [] },
  ],
  ['made but never started', { containers: [made('web', 'created')] }, { start: ['web:1'] }],
  ['the runtime lost it, the API remembers', { input: { knownRestarts: () => 3 } }, { start: ['web:3'] }],
  [
    'another image',
    { containers: [made('web', 'running', { hash: 'old' })] },
    { start: [], kill: ['Container web definition changed, will be restarted'] },
  ],
  [
    'liveness failed',
    { containers: [made('web', 'running')], input: { failedProbe: () => 'liveness' } },
    { start: [], kill: ['Container web failed liveness probe, will be restarted'] },
  ],
  [
    'startup failed, Never',
    { spec: { restartPolicy: 'Never' }, containers: [made('web', 'running')], input: { failedProbe: () => 'startup' } },
    { start: [], kill: ['Container web failed startup probe'] },
  ],
  ['first init container runs', { spec: init, containers: [made('one', 'running')] }, { start: [] }],
  ['first init container succeeded', { spec: init, containers: [made('one', 'exited')] }, { start: ['two:0'] }],
  ['all succeeded', { spec: init, containers: [made('one', 'exited'), made('two', 'exited')] }, { start: ['web:0'] }],
  ['an init container failed', { spec: init, containers: [failed('one')] }, { start: ['one:1'] }],
  [
    'an init container failed, Never',
    { spec: { ...init, restartPolicy: 'Never' }, containers: [failed('one')] },
    { finish: true, start: [] },
  ],
  [
    'after a new sandbox init containers run again',
    { spec: init, sandboxes: [sandbox({ id: 's2', attempt: 1 })], containers: [made('one', 'exited')] },
    { start: ['one:1'] },
  ],
  [
    'init containers of a running pod are history',
    { spec: init, containers: [made('web', 'exited')] },
    { start: ['web:1'] },
  ],
  ['a sidecar first', { spec: { initContainers: [sidecar, { name: 'one' }] } }, { start: ['proxy:0'] }],
  [
    'a sidecar has started',
    { spec: { initContainers: [sidecar, { name: 'one' }] }, containers: [made('proxy', 'running')] },
    { start: ['one:0'] },
  ],
  [
    'a sidecar is still starting',
    { spec: { initContainers: [sidecar] }, containers: [made('proxy', 'running')], input: { started: () => false } },
    { start: [] },
  ],
  [
    'a sidecar ended beside running containers',
    { spec: { initContainers: [sidecar] }, containers: [made('proxy', 'exited'), made('web', 'running')] },
    { start: ['proxy:1'] },
  ],
  [
    'containers are done: so is their sidecar',
    {
      spec: { initContainers: [sidecar], restartPolicy: 'Never' },
      containers: [made('proxy', 'running'), made('web', 'exited')],
    },
    { finish: true, start: [] },
  ],
  [
    'one ends that wants all to be started anew: the others go',
    { spec: together, containers: [made('log', 'running', { createdAtMs: 3 }), fatal, made('one', 'exited')] },
    { start: [], kill: ['Stopping container log'] },
  ],
  [
    'and then it begins with the init containers',
    { spec: together, containers: [failed('log', { createdAtMs: 3, exitCode: 137 }), fatal, made('one', 'exited')] },
    { start: ['one:1'] },
  ],
  [
    'and goes on with the others, whatever their policy',
    {
      spec: together,
      containers: [
        made('one', 'exited', { createdAtMs: 10, restartCount: 1 }),
        failed('log', { createdAtMs: 3, exitCode: 137 }),
        fatal,
      ],
    },
    { start: ['web:1', 'log:1'] },
  ],
])('%s', (_, input, expected) => {
  expect(act(input)).toEqual(expected);
});
