import { createFakeClock } from '@kubets/component/testing';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { PodBehaviour } from './pod-behaviour';
import { podStatusOf, type SimulatedState } from './pod-status';
import { simulatePod } from './simulate-pod';

const podOf = (restartPolicy: string, more: Pod['spec'] & object = {}): Pod => ({
  metadata: { name: 'a', generation: 1 },
  spec: { restartPolicy, containers: [{ name: 'c', image: 'i' }], ...more },
});

/** The states that a pod comes into, with the seconds after which it does. */
async function statesOf(
  pod: Pod,
  behaviour: PodBehaviour,
  seconds: number,
): Promise<[number, string, SimulatedState][]> {
  const clock = createFakeClock();
  const stop = new AbortController();
  const seen: [number, string, SimulatedState][] = [];
  void simulatePod(pod, behaviour, {
    clock,
    signal: stop.signal,
    async onState(state) {
      const { stage, restarts } = state;
      const what = { waiting: 'reason', running: 'isReady', ended: 'exitCode' }[stage.kind];
      seen.push([clock.monotonicMs() / 1000, `${stage.kind} ${String((stage as never)[what])} ${restarts}`, state]);
    },
  });
  await clock.advance(seconds * 1000);
  stop.abort();
  await clock.advance(3_600_000);
  return seen;
}

test.each<[string, Pod, PodBehaviour, [number, string][]]>([
  ['one that is well', podOf('Always'), {}, [[0, 'running true 0']]],
  [
    'one that is ready later',
    podOf('Always'),
    { readyAfterMs: 5000 },
    [
      [0, 'running false 0'],
      [5, 'running true 0'],
    ],
  ],
  ['one that does not start', podOf('Always'), { waiting: 'ErrImagePull' }, [[0, 'waiting ErrImagePull 0']]],
  [
    'one of a Job',
    podOf('Never'),
    {},
    [
      [0, 'running false 0'],
      [0, 'ended 0 0'],
    ],
  ],
  [
    'one of a Job that takes its time',
    podOf('OnFailure'),
    { exitAfterMs: 2000 },
    [
      [0, 'running true 0'],
      [2, 'ended 0 0'],
    ],
  ],
  [
    'one of a Job that fails',
    podOf('Never'),
    { exitCode: 1 },
    [
      [0, 'running false 0'],
      [0, 'ended 1 0'],
    ],
  ],
  [
    'one that ends before it is ready',
    podOf('Never'),
    { readyAfterMs: 9000, exitAfterMs: 2000 },
    [
      [0, 'running false 0'],
      [2, 'ended 0 0'],
    ],
  ],
  [
    'one that crashes',
    podOf('Always'),
    { exitAfterMs: 1000, exitCode: 2 },
    [
      [0, 'running true 0'],
      [1, 'ended 2 0'],
      [1, 'waiting CrashLoopBackOff 0'],
      [11, 'running true 1'],
      [12, 'ended 2 1'],
      [12, 'waiting CrashLoopBackOff 1'],
      [32, 'running true 2'],
      [33, 'ended 2 2'],
      [33, 'waiting CrashLoopBackOff 2'],
    ],
  ],
])('%s', async (_what, pod, behaviour, expected) => {
  expect((await statesOf(pod, behaviour, 60)).map(([at, text]) => [at, text])).toEqual(expected);
});

const NOW = new Date('2026-01-01T00:00:10Z');
const SINCE = new Date('2026-01-01T00:00:00Z');
const PLACE = { hostIp: '127.0.0.1', podIp: '10.244.1.2' };
const READY: SimulatedState = { stage: { kind: 'running', isReady: true, since: SINCE }, restarts: 0 };

test.each<[string, Pod, SimulatedState, object]>([
  [
    'waits',
    podOf('Always'),
    { stage: { kind: 'waiting', reason: 'ErrImagePull' }, restarts: 0 },
    { phase: 'Pending', ready: 'False', ip: undefined },
  ],
  [
    'runs',
    podOf('Always'),
    { ...READY, stage: { kind: 'running', isReady: false, since: SINCE } },
    { phase: 'Running', ready: 'False', ip: '10.244.1.2' },
  ],
  ['is ready', podOf('Always'), READY, { phase: 'Running', ready: 'True', ip: '10.244.1.2' }],
  [
    'has a gate that nobody has opened',
    podOf('Always', { readinessGates: [{ conditionType: 'g' }] }),
    READY,
    { phase: 'Running', ready: 'False', ip: '10.244.1.2' },
  ],
  [
    'has succeeded',
    podOf('Never'),
    { stage: { kind: 'ended', exitCode: 0, since: SINCE, at: NOW }, restarts: 0 },
    { phase: 'Succeeded', ready: 'False', ip: '10.244.1.2' },
  ],
  [
    'has failed',
    podOf('OnFailure'),
    { stage: { kind: 'ended', exitCode: 1, since: SINCE, at: NOW }, restarts: 0 },
    { phase: 'Running', ready: 'False', ip: '10.244.1.2' },
  ],
  [
    'has failed for good',
    podOf('Never'),
    { stage: { kind: 'ended', exitCode: 1, since: SINCE, at: NOW }, restarts: 0 },
    { phase: 'Failed', ready: 'False', ip: '10.244.1.2' },
  ],
])('the status of a pod that %s', (_what, pod, state, expected) => {
  const { phase, podIP: ip, conditions } = podStatusOf(pod, state, PLACE, NOW);
  expect({ phase, ready: conditions?.find(({ type }) => type === 'Ready')?.status, ip }).toEqual(expected);
});

test('conditions of others stay, and when one turned stays as long as it does not', () => {
  const before = podOf('Always');
  before.status = {
    startTime: '2026-01-01T00:00:00Z',
    conditions: [
      { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:01Z' },
      { type: 'ContainersReady', status: 'False', lastTransitionTime: '2026-01-01T00:00:01Z' },
      { type: 'g', status: 'True' },
    ],
  };
  const { conditions, startTime } = podStatusOf(before, READY, PLACE, NOW);
  const turned = (type: string) => conditions?.find((one) => one.type === type)?.lastTransitionTime;
  expect([turned('Ready'), turned('ContainersReady')]).toEqual(['2026-01-01T00:00:01Z', '2026-01-01T00:00:10Z']);
  expect(conditions).toContainEqual({ type: 'g', status: 'True' });
  expect(startTime).toBe('2026-01-01T00:00:00Z');
});
