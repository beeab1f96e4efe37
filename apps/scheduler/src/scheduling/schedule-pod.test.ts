import { selectorFromSet } from '@kubets/apimachinery';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { plugins } from '../plugins/registry';
import { buildCluster, buildNode, buildPod, buildPodInfo } from '../testing/build';
import { nodesToFind } from './find-feasible-nodes';
import { findPreemption } from './preemption';
import { schedulePod } from './schedule-pod';

const options = { plugins, percentageOfNodesToScore: 0, random: Math.random, start: 0 };
const tainted = (name: string) =>
  buildNode(name, { spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] } });

function outcome(nodes: Node[], pods: Pod[], pod: ReturnType<typeof buildPodInfo>): string {
  const cluster = buildCluster(nodes, pods);
  const decision = schedulePod(pod, cluster, options);
  if (decision.placed) return decision.nodeName;
  const { message, preemption } = findPreemption(pod, decision.rejected, { cache: cluster.cache, cluster, plugins });
  if (!preemption) return `${decision.message} ${message}`;
  const { nodeName, victims } = preemption;
  expect(message).toBe(
    `preemption: found a potential placement for pod on node ${nodeName}, preempting ${victims.length} victims`,
  );
  return `${nodeName} without ${victims.map(({ name }) => name).join(', ')}`;
}

test.each<{ name: string; nodes: Node[]; pods?: Pod[]; pod: ReturnType<typeof buildPodInfo>; expected: string }>([
  { name: 'the only node', nodes: [buildNode('a')], pod: buildPodInfo('p'), expected: 'a' },
  {
    name: 'the emptier node',
    nodes: [buildNode('a'), buildNode('b')],
    pods: [buildPod('x', { node: 'a', requests: { cpu: '1' } })],
    pod: buildPodInfo('p'),
    expected: 'b',
  },
  {
    name: 'Kubernetes words when nothing fits',
    nodes: [buildNode('a'), tainted('b')],
    pod: buildPodInfo('p', { requests: { cpu: '4' } }),
    expected:
      '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
  },
  {
    name: 'no victims where eviction might have helped',
    nodes: [buildNode('a'), tainted('b')],
    pods: [buildPod('x', { node: 'a', requests: { cpu: '1500m' } })],
    pod: buildPodInfo('p', { requests: { cpu: '1' } }),
    expected:
      '0/2 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s). preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
  },
  {
    name: 'a pod that must not preempt',
    nodes: [tainted('b')],
    pod: buildPodInfo('p', { spec: { containers: [], preemptionPolicy: 'Never' } }),
    expected:
      '0/1 nodes are available: 1 node(s) had untolerated taint(s). preemption: not eligible due to preemptionPolicy=Never.',
  },
  {
    name: 'the least important pod that makes room',
    nodes: [buildNode('a'), buildNode('b')],
    pods: [
      buildPod('a-high', {
        node: 'a',
        spec: { nodeName: 'a', priority: 50, containers: [{ name: 'c', resources: { requests: { cpu: '2' } } }] },
      }),
      buildPod('b-low', {
        node: 'b',
        spec: { nodeName: 'b', priority: 1, containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] },
      }),
      buildPod('b-mid', {
        node: 'b',
        spec: { nodeName: 'b', priority: 2, containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] },
      }),
    ],
    pod: buildPodInfo('p', {
      spec: { priority: 100, containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] },
    }),
    expected: 'b without b-low',
  },
])('$name', ({ nodes, pods = [], pod, expected }) => {
  expect(outcome(nodes, pods, pod)).toBe(expected);
});

test('no nodes at all', () => {
  expect(schedulePod(buildPodInfo('p'), buildCluster([]), options)).toMatchObject({
    placed: false,
    message: 'no nodes available to schedule pods',
  });
});

test('a what-if of preemption leaves the cache as it was', () => {
  const victim = buildPod('low', { node: 'a', requests: { cpu: '2' } });
  const cluster = buildCluster([buildNode('a')], [victim]);
  const pod = buildPodInfo('p', {
    spec: { priority: 1, containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] },
  });
  const decision = schedulePod(pod, cluster, options);
  if (decision.placed) throw new Error('placed');
  findPreemption(pod, decision.rejected, { cache: cluster.cache, cluster, plugins });
  expect(cluster.nodes[0]!.requested.milliCpu).toBe(2000);
  expect(cluster.nodes[0]!.pods.size).toBe(1);
  expect([...cluster.groups.all()]).toHaveLength(1);
});

test('replicas spread: two over two empty nodes, whatever the lot says', () => {
  for (let round = 0; round < 100; round++) {
    const selector = selectorFromSet({ app: 'web' });
    const cluster = buildCluster([buildNode('a'), buildNode('b')], [], { workloadSelector: () => selector });
    const used = ['p1', 'p2'].map((name) => {
      const pod = buildPodInfo(name, { labels: { app: 'web' } });
      const decision = schedulePod(pod, cluster, options);
      if (!decision.placed) throw new Error(decision.message);
      cluster.cache.assume(pod, decision.nodeName);
      return decision.nodeName;
    });
    expect(used.sort()).toEqual(['a', 'b']);
  }
});

test.each([
  { nodes: 50, percentage: 0, expected: 50 },
  { nodes: 50, percentage: 10, expected: 50 },
  { nodes: 200, percentage: 0, expected: 100 },
  { nodes: 1000, percentage: 0, expected: 420 },
  { nodes: 5000, percentage: 0, expected: 500 },
  { nodes: 20_000, percentage: 0, expected: 1000 },
  { nodes: 1000, percentage: 30, expected: 300 },
  { nodes: 1000, percentage: 100, expected: 1000 },
])('of $nodes nodes at $percentage %, $expected are looked for', ({ nodes, percentage, expected }) => {
  expect(nodesToFind(nodes, percentage)).toBe(expected);
});
