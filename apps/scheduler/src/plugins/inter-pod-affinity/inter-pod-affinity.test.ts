import type { Affinity, Node, Pod, PodAffinityTerm } from '@kubets/proto-gen/core/v1';
import { buildCluster, buildNode, buildPod, buildPodInfo } from '../../testing/build';
import { scores, verdicts } from '../../testing/verdicts';
import { interPodAffinity } from './inter-pod-affinity';

const ZONE = 'zone';
const nodes: Node[] = [
  buildNode('a1', { labels: { zone: 'a' } }),
  buildNode('a2', { labels: { zone: 'a' } }),
  buildNode('b1', { labels: { zone: 'b' } }),
  buildNode('bare'),
];
const near = (app: string, topologyKey = ZONE, o: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  labelSelector: { matchLabels: { app } },
  topologyKey,
  ...o,
});
const require = (...terms: PodAffinityTerm[]): Affinity => ({
  podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
});
const refuse = (...terms: PodAffinityTerm[]): Affinity => ({
  podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
});
const pod = (name: string, app: string, o: { node?: string; namespace?: string; affinity?: Affinity } = {}): Pod =>
  buildPod(name, {
    namespace: o.namespace,
    labels: { app },
    spec: { containers: [], nodeName: o.node, affinity: o.affinity },
  });
const info = (app: string, affinity: Affinity | undefined, namespace = 'default') =>
  buildPodInfo('p', { namespace, labels: { app }, spec: { containers: [], affinity } });

const AFFINITY = "node(s) didn't match pod affinity rules (final)";
const ANTI = "node(s) didn't match pod anti-affinity rules";
const EXISTING = "node(s) didn't satisfy existing pods anti-affinity rules";

test.each<{ name: string; pods: Pod[]; pod: ReturnType<typeof info>; expected: string[] }>([
  {
    name: 'no rules',
    pods: [pod('x', 'db', { node: 'a1' })],
    pod: info('web', undefined),
    expected: ['ok', 'ok', 'ok', 'ok'],
  },
  {
    name: 'near a pod in the zone',
    pods: [pod('x', 'db', { node: 'a1' })],
    pod: info('web', require(near('db'))),
    expected: ['ok', 'ok', AFFINITY, AFFINITY],
  },
  {
    name: 'on its very node',
    pods: [pod('x', 'db', { node: 'a1' })],
    pod: info('web', require(near('db', 'kubernetes.io/hostname'))),
    expected: ['ok', AFFINITY, AFFINITY, AFFINITY],
  },
  {
    name: 'nobody to be near',
    pods: [],
    pod: info('web', require(near('db'))),
    expected: [AFFINITY, AFFINITY, AFFINITY, AFFINITY],
  },
  {
    name: 'the first of its own kind starts where there is a zone',
    pods: [],
    pod: info('db', require(near('db'))),
    expected: ['ok', 'ok', 'ok', AFFINITY],
  },
  {
    name: 'pods elsewhere count only by namespace',
    pods: [pod('x', 'db', { node: 'a1', namespace: 'other' })],
    pod: info('web', require(near('db'))),
    expected: [AFFINITY, AFFINITY, AFFINITY, AFFINITY],
  },
  {
    name: 'a named namespace',
    pods: [pod('x', 'db', { node: 'a1', namespace: 'other' })],
    pod: info('web', require(near('db', ZONE, { namespaces: ['other'] }))),
    expected: ['ok', 'ok', AFFINITY, AFFINITY],
  },
  {
    name: 'a selected namespace',
    pods: [pod('x', 'db', { node: 'b1', namespace: 'other' })],
    pod: info('web', require(near('db', ZONE, { namespaceSelector: { matchLabels: { team: 'data' } } }))),
    expected: [AFFINITY, AFFINITY, 'ok', AFFINITY],
  },
  {
    name: 'away from a pod',
    pods: [pod('x', 'db', { node: 'a1' })],
    pod: info('web', refuse(near('db'))),
    expected: [ANTI, ANTI, 'ok', 'ok'],
  },
  {
    name: 'refused by a pod that is there',
    pods: [pod('x', 'db', { node: 'a1', affinity: refuse(near('web')) })],
    pod: info('web', undefined),
    expected: [EXISTING, EXISTING, 'ok', 'ok'],
  },
  {
    name: 'a refusal of others does not matter',
    pods: [pod('x', 'db', { node: 'a1', affinity: refuse(near('cache')) })],
    pod: info('web', undefined),
    expected: ['ok', 'ok', 'ok', 'ok'],
  },
  {
    name: 'all terms select the pods that count',
    pods: [pod('x', 'db', { node: 'a1' }), pod('y', 'cache', { node: 'b1' })],
    pod: info('web', require(near('db'), near('cache'))),
    expected: [AFFINITY, AFFINITY, AFFINITY, AFFINITY],
  },
])('filter: $name', ({ pods, pod: incoming, expected }) => {
  const cluster = buildCluster(nodes, pods, {
    namespaceLabels: (name) => (name === 'other' ? { team: 'data' } : undefined),
  });
  expect(Object.values(verdicts(interPodAffinity, incoming, cluster))).toEqual(expected);
});

const prefer = (weight: number, term: PodAffinityTerm): Affinity => ({
  podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term }] },
});
const avoid = (weight: number, term: PodAffinityTerm): Affinity => ({
  podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term }] },
});

test.each<{ name: string; pods: Pod[]; pod: ReturnType<typeof info>; expected: number[] | undefined }>([
  {
    name: 'nobody has preferences',
    pods: [pod('x', 'db', { node: 'a1' })],
    pod: info('web', undefined),
    expected: undefined,
  },
  {
    name: 'near',
    pods: [pod('x', 'db', { node: 'a1' })],
    pod: info('web', prefer(10, near('db'))),
    expected: [100, 100, 0, 0],
  },
  {
    name: 'away',
    pods: [pod('x', 'db', { node: 'a1' })],
    pod: info('web', avoid(10, near('db'))),
    expected: [0, 0, 100, 100],
  },
  {
    name: 'liked by a pod that is there',
    pods: [pod('x', 'db', { node: 'b1', affinity: prefer(5, near('web')) })],
    pod: info('web', undefined),
    expected: [0, 0, 100, 0],
  },
  {
    name: 'required by a pod that is there',
    pods: [pod('x', 'db', { node: 'b1', affinity: require(near('web')) })],
    pod: info('web', undefined),
    expected: [0, 0, 100, 0],
  },
  {
    name: 'more pods weigh more',
    pods: [pod('x', 'db', { node: 'a1' }), pod('y', 'db', { node: 'a2' }), pod('z', 'db', { node: 'b1' })],
    pod: info('web', prefer(10, near('db'))),
    expected: [100, 100, 50, 0],
  },
])('score: $name', ({ pods, pod: incoming, expected }) => {
  const result = scores(interPodAffinity, incoming, buildCluster(nodes, pods));
  expect(result && Object.values(result)).toEqual(expected);
});
