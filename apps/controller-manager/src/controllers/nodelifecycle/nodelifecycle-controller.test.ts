import { findCondition } from '@kubets/api';
import { nameOf, newServiceUnavailable } from '@kubets/apimachinery';
import type { Lease } from '@kubets/proto-gen/coordination/v1';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { node, pod } from '../../testing/objects';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { taintEvictionController } from '../tainteviction/tainteviction-controller';
import { nodeLifecycleController } from './nodelifecycle-controller';

let running: RunningControllers;
afterEach(() => running.stop());

const lease = (name: string): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace: 'kube-node-lease', name },
  spec: { holderIdentity: name, renewTime: '2026-01-01T00:00:00.000000Z' },
});
const stored = (name: string): Node =>
  running.cluster.objects<Node>('nodes').find((object) => nameOf(object) === name)!;
const ready = (name: string) => findCondition(stored(name).status?.conditions, 'Ready');
const taints = (name: string): string[] =>
  (stored(name).spec?.taints ?? [])
    .map(({ key = '', effect }) => `${key.replace('node.kubernetes.io/', '')}:${effect}`)
    .sort();
const pods = (): Pod[] => running.cluster.objects<Pod>('pods');

/** Time passes in steps of ten seconds, in which the kubelets of these nodes renew their leases. */
async function pass(seconds: number, ...alive: string[]): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    await running.clock.advance(Math.min(left, 10) * 1000);
    for (const name of alive) {
      const renewTime = running.clock.now().toISOString().replace('Z', '000Z');
      await running.cluster.leases.patch(
        { namespace: 'kube-node-lease', name },
        { type: 'merge', body: { spec: { renewTime } } },
      );
    }
    await running.settle();
  }
}

const two = [node('node-1'), node('node-2'), lease('node-1'), lease('node-2')];
const tolerating = (seconds: number) => ({
  containers: [],
  tolerations: ['not-ready', 'unreachable'].map((key) => ({
    key: `node.kubernetes.io/${key}`,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: seconds,
  })),
});

test('a node that goes silent is marked, tainted, and its pods are taken out of Services at once', async () => {
  running = startControllers([nodeLifecycleController], {
    objects: [...two, pod('a', { node: 'node-1' }), pod('b', { node: 'node-2' })],
  });
  await running.settle();
  await pass(30, 'node-2');
  expect(ready('node-1')?.status).toBe('True');
  await pass(20, 'node-2');
  expect(ready('node-1')).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusUnknown',
    message: 'Kubelet stopped posting node status.',
  });
  expect(findCondition(stored('node-1').status?.conditions, 'MemoryPressure')).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
  });
  expect(taints('node-1')).toEqual(['unreachable:NoExecute', 'unreachable:NoSchedule']);
  expect(ready('node-2')?.status).toBe('True');
  expect(taints('node-2')).toEqual([]);
  expect(
    Object.fromEntries(pods().map((p) => [nameOf(p), findCondition(p.status?.conditions, 'Ready')?.status])),
  ).toEqual({ a: 'False', b: 'True' });
  expect(running.events()).toEqual(
    expect.arrayContaining([
      'Normal RegisteredNode Node node-1 event: Registered Node node-1 in Controller',
      'Normal NodeNotReady Node node-1 status is now: NodeNotReady',
      'Warning NodeNotReady Node is not ready',
    ]),
  );
});

test('a node that comes back loses its taints', async () => {
  running = startControllers([nodeLifecycleController], { objects: two });
  await running.settle();
  await pass(50, 'node-2');
  const back = stored('node-1');
  await running.cluster.nodes.updateStatus({
    ...back,
    status: {
      ...back.status,
      conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-01-01T00:01:00Z' }],
    },
  });
  await running.settle();
  expect(taints('node-1')).toEqual([]);
});

test('a lease alone keeps a node alive', async () => {
  running = startControllers([nodeLifecycleController], { objects: two });
  await running.settle();
  await pass(600, 'node-1', 'node-2');
  expect([ready('node-1')?.status, ready('node-2')?.status]).toEqual(['True', 'True']);
});

test('when all nodes are silent nobody is evicted, and who was told to leave may stay', async () => {
  running = startControllers([nodeLifecycleController], { objects: two });
  await running.settle();
  await pass(50, 'node-2');
  expect(taints('node-1')).toContain('unreachable:NoExecute');
  await pass(60);
  expect([taints('node-1'), taints('node-2')]).toEqual([['unreachable:NoSchedule'], ['unreachable:NoSchedule']]);
});

test('silence does not count while the apiserver cannot be reached', async () => {
  running = startControllers([nodeLifecycleController], { objects: two });
  await running.settle();
  running.cluster.failNext({ verb: 'get', resource: 'leases' }, newServiceUnavailable('down'), 4);
  await pass(40);
  expect(ready('node-1')?.status).toBe('True');
  await pass(60, 'node-1', 'node-2');
  expect([ready('node-1')?.status, ready('node-2')?.status]).toEqual(['True', 'True']);
});

test('a new node that never speaks is given up after the start-up grace period', async () => {
  const silent: Node = {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'node-3', creationTimestamp: '2026-01-01T00:00:00Z' },
  };
  running = startControllers([nodeLifecycleController], { objects: [...two, silent] });
  await running.settle();
  await pass(50, 'node-1', 'node-2');
  expect(ready('node-3')).toBeUndefined();
  await pass(20, 'node-1', 'node-2');
  expect(ready('node-3')).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
  });
});

test('with the taint eviction controller: pods leave a dead node after the time they tolerate', async () => {
  const objects = [
    ...two,
    pod('a', { node: 'node-1', spec: tolerating(300) }),
    pod('impatient', { node: 'node-1', spec: tolerating(30) }),
    pod('b', { node: 'node-2', spec: tolerating(300) }),
  ];
  running = startControllers([nodeLifecycleController, taintEvictionController], { objects });
  await running.settle();
  const leaving = (): string[] =>
    pods()
      .filter((p) => p.metadata?.deletionTimestamp)
      .map(nameOf);
  await pass(60, 'node-2');
  expect(leaving()).toEqual([]);
  await pass(30, 'node-2');
  expect(leaving()).toEqual(['impatient']);
  await pass(270, 'node-2');
  expect(leaving()).toEqual(['a', 'impatient']);
  const evicted = pods().find((p) => nameOf(p) === 'a');
  expect(findCondition(evicted?.status?.conditions, 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  });
  expect(running.events()).toContain('Normal TaintManagerEviction Marking for deletion Pod default/a');
});

test('and stay when it comes back before', async () => {
  running = startControllers([nodeLifecycleController, taintEvictionController], {
    objects: [...two, pod('a', { node: 'node-1', spec: tolerating(300) })],
  });
  await running.settle();
  await pass(100, 'node-2');
  const back = stored('node-1');
  await running.cluster.nodes.updateStatus({
    ...back,
    status: {
      ...back.status,
      conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: '2026-01-01T00:02:00Z' }],
    },
  });
  await pass(600, 'node-1', 'node-2');
  expect(pods()[0]?.metadata?.deletionTimestamp).toBeUndefined();
  expect(running.events()).toContain('Normal TaintManagerEviction Cancelling deletion of Pod default/a');
});
