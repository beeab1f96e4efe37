import { createFakeClock, type FakeClock } from '@kubets/component/testing';
import type { Container, Pod } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { createProbeManager, type ProbeManager } from './probe-manager';

let clock: FakeClock;
let answers: Record<string, boolean>;
let changes: number;
let unhealthy: string[];
let manager: ProbeManager;

beforeEach(() => {
  clock = createFakeClock();
  answers = {};
  changes = 0;
  unhealthy = [];
  manager = createProbeManager({
    // The command names what is asked for.
    probers: [
      {
        handles: () => true,
        probe: async (probe) => ({
          result: answers[probe.exec?.command?.[0] ?? ''] === false ? 'failure' : 'success',
          output: 'no',
        }),
      },
    ],
    events: {
      pod: () => undefined,
      container: (_pod, _container, _type, reason, message) => void unhealthy.push(`${reason}: ${message}`),
    },
    clock,
    onChange: () => changes++,
  });
});

const probe = (what: string, more = {}) => ({
  exec: { command: [what] },
  periodSeconds: 1,
  failureThreshold: 1,
  ...more,
});
const container: Container = {
  name: 'c',
  startupProbe: probe('startup', { failureThreshold: 3 }),
  livenessProbe: probe('liveness'),
  readinessProbe: probe('readiness'),
};
const instance = (id: string): RuntimeContainer =>
  ({ id, name: 'c', state: 'running', startedAtMs: clock.now().getTime() }) as RuntimeContainer;
const sync = (id: string, of: Container = container) => {
  const pod: Pod = { metadata: { uid: 'u' }, spec: { containers: [of] } };
  manager.sync(
    pod,
    { uid: 'u', name: 'p', namespace: 'd', sandboxes: [], containers: [instance(id)] } as RuntimePod,
    '10.0.0.1',
  );
};
const state = (id: string, of: Container = container) => ({
  started: manager.started(of, instance(id)),
  ready: manager.ready(of, instance(id)),
  failed: manager.failed(instance(id)),
});

test('without probes a container is started and ready', () => {
  expect(state('a', { name: 'c' })).toEqual({ started: true, ready: true, failed: undefined });
});

test('a question that can’t be put says nothing of the container, and is put again', async () => {
  let asked = 0;
  manager = createProbeManager({
    probers: [
      {
        handles: () => true,
        probe: () => {
          asked++;
          throw new RangeError('Port should be >= 0 and < 65536');
        },
      },
    ],
    events: {
      pod: () => undefined,
      container: (_pod, _container, _type, reason, message) => void unhealthy.push(`${reason}: ${message}`),
    },
    clock,
    onChange: () => changes++,
  });
  const live: Container = { name: 'c', livenessProbe: probe('liveness') };
  sync('a', live);
  await clock.advance(2500);
  expect(asked).toBeGreaterThan(3);
  expect(state('a', live).failed).toBeUndefined();
  expect(unhealthy[0]).toBe('Unhealthy: Liveness probe errored: Port should be >= 0 and < 65536');
});

test('liveness and readiness wait for startup', async () => {
  answers = { startup: false, liveness: false };
  sync('a');
  await clock.advance(1000);
  expect(state('a')).toEqual({ started: false, ready: false, failed: undefined });
  answers = {};
  await clock.advance(1000);
  expect(state('a')).toEqual({ started: true, ready: true, failed: undefined });
  expect(unhealthy).toEqual(['Unhealthy: Startup probe failed: no', 'Unhealthy: Startup probe failed: no']);
  expect(changes).toBeGreaterThan(0);
});

test('a startup probe that never passes fails the container', async () => {
  answers = { startup: false };
  sync('a');
  await clock.advance(5000);
  expect(state('a').failed).toBe('startup');
  expect(unhealthy).toHaveLength(3);
});

test('a new try has no past', async () => {
  sync('a');
  await clock.advance(1000);
  answers = { liveness: false, startup: false };
  await clock.advance(1000);
  expect(state('a').failed).toBe('liveness');
  sync('b');
  expect(state('b')).toEqual({ started: false, ready: false, failed: undefined });
  expect(state('a').failed).toBeUndefined();
});

test('what was true before a restart of the agent stays so until a probe says otherwise', async () => {
  answers = { readiness: false };
  manager.assume('a', { started: true, ready: true });
  expect(state('a')).toMatchObject({ started: true, ready: true });
  sync('a');
  await clock.advance(1000);
  expect(state('a')).toMatchObject({ started: true, ready: false });
});

test('a pod that goes is only asked for readiness', async () => {
  sync('a');
  await clock.advance(1000);
  manager.stopLiveness('u');
  answers = { liveness: false, readiness: false };
  await clock.advance(3000);
  expect(state('a')).toMatchObject({ ready: false, failed: undefined });
  manager.forget('u');
  expect(clock.pending()).toBe(0);
});
