import type { ContainerStatus, Pod, PodStatus } from '@kubets/proto-gen/core/v1';
import { cellsOf } from '../testing/strategy-harness';
import { pods } from './pods';

const running: ContainerStatus = { name: 'a', ready: true, restartCount: 0, state: { running: {} } };
const terminated = (exitCode: number, reason?: string, signal?: number): ContainerStatus => ({
  name: 'a',
  state: { terminated: { exitCode, ...(reason ? { reason } : {}), ...(signal ? { signal } : {}) } },
});
const waiting = (reason: string): ContainerStatus => ({ name: 'a', state: { waiting: { reason } } });

const pod = (status: PodStatus, more: Partial<Pod> = {}): Pod => ({
  metadata: { name: 'p', creationTimestamp: '2025-12-31T23:55:00Z', ...more.metadata },
  spec: { containers: [{ name: 'a' }], ...more.spec },
  status,
});
const withInit = { spec: { initContainers: [{ name: 'i' }, { name: 'j' }], containers: [{ name: 'a' }] } };
const sidecar = { spec: { initContainers: [{ name: 's', restartPolicy: 'Always' }], containers: [{ name: 'a' }] } };

test.each<[string, Pod, string, string]>([
  ['pending', pod({ phase: 'Pending' }), '0/1', 'Pending'],
  [
    'creating',
    pod({ phase: 'Pending', containerStatuses: [waiting('ContainerCreating')] }),
    '0/1',
    'ContainerCreating',
  ],
  ['running', pod({ phase: 'Running', containerStatuses: [running] }), '1/1', 'Running'],
  ['crashing', pod({ phase: 'Running', containerStatuses: [waiting('CrashLoopBackOff')] }), '0/1', 'CrashLoopBackOff'],
  ['completed', pod({ phase: 'Succeeded', containerStatuses: [terminated(0, 'Completed')] }), '0/1', 'Completed'],
  [
    'one of two completed, ready',
    pod(
      {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [terminated(0, 'Completed'), { ...running, name: 'b' }],
      },
      { spec: { containers: [{ name: 'a' }, { name: 'b' }] } },
    ),
    '1/2',
    'Running',
  ],
  [
    'one of two completed, not ready',
    pod(
      { phase: 'Running', containerStatuses: [terminated(0, 'Completed'), { ...running, name: 'b' }] },
      { spec: { containers: [{ name: 'a' }, { name: 'b' }] } },
    ),
    '1/2',
    'NotReady',
  ],
  ['failed', pod({ phase: 'Failed', containerStatuses: [terminated(1, 'Error')] }), '0/1', 'Error'],
  ['exit code without reason', pod({ phase: 'Failed', containerStatuses: [terminated(3)] }), '0/1', 'ExitCode:3'],
  [
    'signal without reason',
    pod({ phase: 'Failed', containerStatuses: [terminated(137, undefined, 9)] }),
    '0/1',
    'Signal:9',
  ],
  ['evicted', pod({ phase: 'Failed', reason: 'Evicted' }), '0/1', 'Evicted'],
  [
    'gated',
    pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
    '0/1',
    'SchedulingGated',
  ],
  [
    'terminating',
    pod({ phase: 'Running', containerStatuses: [running] }, { metadata: { deletionTimestamp: 'now' } }),
    '1/1',
    'Terminating',
  ],
  [
    'deleted after it completed',
    pod(
      { phase: 'Succeeded', containerStatuses: [terminated(0, 'Completed')] },
      { metadata: { deletionTimestamp: 'now' } },
    ),
    '0/1',
    'Completed',
  ],
  [
    'on a lost node',
    pod({ phase: 'Running', reason: 'NodeLost' }, { metadata: { deletionTimestamp: 'now' } }),
    '0/1',
    'Unknown',
  ],
  [
    'first init container',
    pod({ phase: 'Pending', initContainerStatuses: [running, waiting('PodInitializing')] }, withInit),
    '0/1',
    'Init:0/2',
  ],
  [
    'second init container',
    pod({ phase: 'Pending', initContainerStatuses: [terminated(0), waiting('PodInitializing')] }, withInit),
    '0/1',
    'Init:1/2',
  ],
  [
    'init container without image',
    pod({ phase: 'Pending', initContainerStatuses: [waiting('ImagePullBackOff')] }, withInit),
    '0/1',
    'Init:ImagePullBackOff',
  ],
  [
    'init container failed',
    pod({ phase: 'Pending', initContainerStatuses: [terminated(2)] }, withInit),
    '0/1',
    'Init:ExitCode:2',
  ],
  [
    'init containers done',
    pod(
      {
        phase: 'Pending',
        initContainerStatuses: [terminated(0), terminated(0)],
        containerStatuses: [waiting('PodInitializing')],
      },
      withInit,
    ),
    '0/1',
    'PodInitializing',
  ],
  [
    'with a sidecar',
    pod(
      {
        phase: 'Running',
        initContainerStatuses: [{ ...running, name: 's', started: true }],
        containerStatuses: [running],
      },
      sidecar,
    ),
    '2/2',
    'Running',
  ],
])('%s', (_, object, ready, status) => {
  expect(cellsOf(pods, object)).toMatchObject({ Name: 'p', Ready: ready, Status: status });
});

test('restarts say when the last one was', () => {
  const restarted: ContainerStatus = {
    ...running,
    restartCount: 3,
    lastState: { terminated: { exitCode: 1, finishedAt: '2025-12-31T23:54:30Z' } },
  };
  expect(cellsOf(pods, pod({ containerStatuses: [restarted] }))).toMatchObject({
    Restarts: '3 (5m30s ago)',
    Age: '5m',
  });
  expect(cellsOf(pods, pod({ containerStatuses: [running] }))).toMatchObject({ Restarts: '0' });
});

test('wide columns', () => {
  expect(cellsOf(pods, pod({}))).toMatchObject({
    IP: '<none>',
    Node: '<none>',
    'Nominated Node': '<none>',
    'Readiness Gates': '<none>',
  });
  const placed = pod(
    { podIP: '10.244.0.5', podIPs: [{ ip: '10.244.0.5' }], conditions: [{ type: 'a', status: 'True' }] },
    { spec: { nodeName: 'node-1', readinessGates: [{ conditionType: 'a' }, { conditionType: 'b' }] } },
  );
  expect(cellsOf(pods, placed)).toMatchObject({ IP: '10.244.0.5', Node: 'node-1', 'Readiness Gates': '1/2' });
});

test.each([
  ['Succeeded', 'The pod has completed successfully.'],
  ['Failed', 'The pod failed.'],
])('of a pod that has %s its row tells', (phase, message) => {
  expect(pods.rowConditions!(pod({ phase }))).toEqual([{ type: 'Completed', status: 'True', reason: phase, message }]);
  expect(pods.rowConditions!(pod({ phase: 'Running' }))).toBeUndefined();
});
