import type { Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { podStatus, type PodStatusInput } from './pod-status';

const startMs = Date.parse('2026-01-01T00:00:00Z');
const instance = (more: Partial<RuntimeContainer> = {}): RuntimeContainer => ({
  id: 'c1',
  sandboxId: 's1',
  name: 'web',
  state: 'running',
  restartCount: 0,
  hash: '',
  image: 'docker.io/library/nginx:latest',
  imageRef: 'nginx@sha256:1',
  createdAtMs: startMs,
  startedAtMs: startMs,
  exitCode: 0,
  reason: '',
  message: '',
  logPath: '',
  ...more,
});
const runtimePod = (containers: RuntimeContainer[], more: Partial<RuntimePod> = {}): RuntimePod => ({
  uid: 'u',
  name: 'p',
  namespace: 'd',
  containers,
  sandboxes: [{ id: 's1', attempt: 0, ready: true, createdAtMs: startMs, ips: ['10.244.0.5'], hostNetwork: false }],
  ...more,
});
const pod: Pod = {
  metadata: { name: 'p', namespace: 'd', uid: 'u' },
  spec: { containers: [{ name: 'web', image: 'nginx' }], restartPolicy: 'Always' },
};

const make = (runtime: RuntimePod, more: Partial<PodStatusInput> = {}): PodStatus =>
  podStatus({
    pod,
    previous: {},
    runtime,
    runtimeName: 'containerd',
    problems: new Map(),
    started: () => true,
    ready: () => true,
    given: ({ resources = {} }) => resources,
    canRecursiveReadOnly: false,
    deviceHealth: () => [],
    resizes: [],
    hostIps: ['10.201.0.11'],
    over: false,
    final: false,
    now: new Date(startMs + 5000),
    ...more,
  });
const condition = (status: PodStatus, type: string) => status.conditions?.find((one) => one.type === type);

test('nothing made yet', () => {
  const status = make(runtimePod([], { sandboxes: [] }));
  expect(status).toMatchObject({
    phase: 'Pending',
    hostIP: '10.201.0.11',
    hostIPs: [{ ip: '10.201.0.11' }],
    startTime: '2026-01-01T00:00:05Z',
    qosClass: 'BestEffort',
  });
  expect(status.podIP).toBeUndefined();
  expect(status.containerStatuses).toEqual([
    {
      name: 'web',
      state: { waiting: { reason: 'ContainerCreating' } },
      lastState: {},
      ready: false,
      started: false,
      restartCount: 0,
      image: 'nginx',
      imageID: '',
      resources: {},
    },
  ]);
  expect(condition(status, 'PodReadyToStartContainers')).toEqual({
    type: 'PodReadyToStartContainers',
    status: 'False',
    reason: 'PodSandboxNotReady',
    message: 'no pod sandbox exists',
  });
  expect(condition(status, 'Ready')).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [web]',
  });
});

test('running and ready', () => {
  const status = make(runtimePod([instance()]));
  expect(status).toMatchObject({ phase: 'Running', podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }] });
  expect(status.containerStatuses).toEqual([
    {
      name: 'web',
      state: { running: { startedAt: '2026-01-01T00:00:00Z' } },
      lastState: {},
      ready: true,
      started: true,
      restartCount: 0,
      image: 'docker.io/library/nginx:latest',
      imageID: 'nginx@sha256:1',
      resources: {},
      containerID: 'containerd://c1',
    },
  ]);
  expect(status.conditions?.map(({ type, status: value }) => `${type}=${value}`)).toEqual([
    'PodReadyToStartContainers=True',
    'Initialized=True',
    'Ready=True',
    'ContainersReady=True',
    'PodScheduled=True',
  ]);
});

test('a crash loop waits, and shows how the last try ended', () => {
  const exited = instance({
    state: 'exited',
    exitCode: 1,
    reason: 'Error',
    message: 'last word',
    finishedAtMs: startMs + 1000,
    restartCount: 2,
  });
  const problems = new Map([
    ['web', { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container=web pod=p_d(u)' }],
  ]);
  const [status] = make(runtimePod([exited]), { problems }).containerStatuses!;
  expect(status).toMatchObject({
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: {
      terminated: {
        exitCode: 1,
        reason: 'Error',
        message: 'last word',
        startedAt: '2026-01-01T00:00:00Z',
        finishedAt: '2026-01-01T00:00:01Z',
        containerID: 'containerd://c1',
      },
    },
    restartCount: 2,
    ready: false,
  });
});

test('a restarted container shows the try before it', () => {
  const before = instance({ id: 'c0', state: 'exited', exitCode: 3, finishedAtMs: startMs, createdAtMs: startMs - 1 });
  const [status] = make(runtimePod([instance({ restartCount: 1 }), before])).containerStatuses!;
  expect(status).toMatchObject({
    restartCount: 1,
    state: { running: {} },
    lastState: { terminated: { exitCode: 3, reason: 'Error', containerID: 'containerd://c0' } },
  });
});

test.each<[string, object, string | undefined]>([
  ['has ended', { ready: false }, 'pod sandbox is not ready'],
  ['has no address', { ips: [] }, 'pod sandbox has no IP address'],
  ['is there', {}, undefined],
])('of a sandbox that %s is told why no container is started', (_, more, message) => {
  const runtime = runtimePod([]);
  const status = make({ ...runtime, sandboxes: [{ ...runtime.sandboxes[0]!, ...more }] });
  expect(condition(status, 'PodReadyToStartContainers')).toEqual({
    type: 'PodReadyToStartContainers',
    ...(message === undefined ? { status: 'True' } : { status: 'False', reason: 'PodSandboxNotReady', message }),
  });
});

test('a running container that vanished is counted as a restart', () => {
  const previous = make(runtimePod([instance()]));
  const [status] = make(runtimePod([]), { previous }).containerStatuses!;
  expect(status).toMatchObject({
    restartCount: 1,
    state: { waiting: { reason: 'ContainerCreating' } },
    lastState: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } },
  });
});

test('startup and readiness probes decide', () => {
  const [starting] = make(runtimePod([instance()]), { started: () => false }).containerStatuses!;
  expect(starting).toMatchObject({ started: false, ready: false });
  const unready = make(runtimePod([instance()]), { ready: () => false });
  expect(unready.containerStatuses![0]).toMatchObject({ started: true, ready: false });
  expect(condition(unready, 'ContainersReady')?.status).toBe('False');
});

test('readiness gates wait for their conditions', () => {
  const gated: Pod = {
    ...pod,
    spec: { ...pod.spec, readinessGates: [{ conditionType: 'lb/a' }, { conditionType: 'lb/b' }] },
    status: { conditions: [{ type: 'lb/a', status: 'False' }] },
  };
  const status = make(runtimePod([instance()]), { pod: gated });
  expect(condition(status, 'ContainersReady')?.status).toBe('True');
  expect(condition(status, 'Ready')).toEqual({
    type: 'Ready',
    status: 'False',
    reason: 'ReadinessGatesNotReady',
    message:
      'the status of pod readiness gate "lb/a" is not "True", but False, corresponding condition of pod readiness gate "lb/b" does not exist.',
  });
});

describe('init containers', () => {
  const withInit: Pod = {
    ...pod,
    spec: { ...pod.spec, initContainers: [{ name: 'prep' }, { name: 'proxy', restartPolicy: 'Always' }] },
  };

  test('the rest waits for them', () => {
    const status = make(runtimePod([instance({ name: 'prep', id: 'i1' })]), { pod: withInit });
    expect(status.phase).toBe('Pending');
    expect(status.initContainerStatuses?.map(({ state, ready }) => [Object.keys(state!)[0], ready])).toEqual([
      ['running', false],
      ['waiting', false],
    ]);
    expect(status.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'PodInitializing' } });
    expect(condition(status, 'Initialized')).toEqual({
      type: 'Initialized',
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [prep proxy]',
    });
  });

  test('one that succeeded is ready; a sidecar is when it runs', () => {
    const done = instance({ name: 'prep', id: 'i1', state: 'exited', finishedAtMs: startMs });
    const status = make(runtimePod([instance(), instance({ name: 'proxy', id: 'p1' }), done]), { pod: withInit });
    expect(status.initContainerStatuses?.map(({ ready }) => ready)).toEqual([true, true]);
    expect(status.phase).toBe('Running');
  });
});

describe('the end', () => {
  test('a verdict fails the pod', () => {
    const status = make(runtimePod([instance()]), {
      verdict: { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' },
    });
    expect(status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' });
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'PodFailed' });
  });

  test('a deleted pod whose containers ended is over', () => {
    const exited = instance({ state: 'exited', exitCode: 0, reason: 'Completed', finishedAtMs: startMs });
    const status = make(runtimePod([exited]), { over: true, final: true });
    expect(status.phase).toBe('Succeeded');
    expect(condition(status, 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
  });

  test('containers that nobody saw end are said to be unknown', () => {
    const status = make(runtimePod([], { sandboxes: [] }), {
      over: true,
      final: true,
      previous: make(runtimePod([instance()])),
    });
    expect(status.phase).toBe('Failed');
    expect(status.containerStatuses?.[0]?.state?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
    });
    expect(status.podIP).toBe('10.244.0.5');
  });

  const over = { over: true, final: true };
  const states = (status: PodStatus) =>
    [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map(
      ({ name, state }) =>
        `${name} ${state?.terminated ? `${state.terminated.reason} ${state.terminated.exitCode}` : state?.waiting?.reason}`,
    );
  const ended = (name: string, exitCode: number) =>
    instance({ name, id: name, state: 'exited', exitCode, finishedAtMs: startMs });
  const steps: Pod = {
    ...pod,
    spec: { ...pod.spec, restartPolicy: 'Never', initContainers: [{ name: 'one' }, { name: 'two' }] },
  };

  test.each<[string, RuntimeContainer[], string[]]>([
    ['the first failed', [ended('one', 7)], ['one Error 7', 'two PodInitializing', 'web PodInitializing']],
    ['the last failed', [ended('two', 7), ended('one', 0)], ['one Completed 0', 'two Error 7', 'web PodInitializing']],
    [
      'they were through, and the runtime has lost the rest',
      [ended('two', 0), ended('one', 0)],
      ['one Completed 0', 'two Completed 0', 'web ContainerStatusUnknown 137'],
    ],
    ['none was made', [], ['one ContainerStatusUnknown 137', 'two PodInitializing', 'web PodInitializing']],
  ])('containers that init containers kept from running still wait: %s', (_, containers, expected) => {
    const status = make(runtimePod(containers), { pod: steps, ...over });
    expect([status.phase, ...states(status)]).toEqual(['Failed', ...expected]);
  });

  test('a pod that was refused has no containers, now or after the agent’s restart', () => {
    const verdict = { reason: 'OutOfcpu', message: 'too much' };
    const nothing = runtimePod([], { sandboxes: [] });
    const refused = make(nothing, { pod: steps, verdict });
    for (const status of [
      refused,
      make(nothing, { pod: steps, verdict, previous: refused, ...over }),
      make(nothing, { pod: steps, previous: refused, ...over }),
    ]) {
      expect(status).toMatchObject({ phase: 'Failed', ...verdict });
      expect([status.containerStatuses, status.initContainerStatuses]).toEqual([undefined, undefined]);
    }
  });

  test('a phase that ended stays', () => {
    const status = make(runtimePod([instance()]), {
      previous: { phase: 'Succeeded', startTime: '2025-01-01T00:00:00Z' },
    });
    expect(status).toMatchObject({ phase: 'Succeeded', startTime: '2025-01-01T00:00:00Z' });
  });
});
