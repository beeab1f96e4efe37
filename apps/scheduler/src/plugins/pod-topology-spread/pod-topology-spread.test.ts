import { selectorFromSet } from '@kubets/apimachinery';
import type { Node, Pod, TopologySpreadConstraint } from '@kubets/proto-gen/core/v1';
import { buildCluster, buildNode, buildPod, buildPodInfo } from '../../testing/build';
import { scores, verdicts } from '../../testing/verdicts';
import { podTopologySpread } from './pod-topology-spread';

const ZONE_KEY = 'topology.kubernetes.io/zone';
const app = { app: 'web' };
const zoned = (name: string, zone: string): Node => buildNode(name, { labels: { [ZONE_KEY]: zone } });
const onNodes = (...names: string[]): Pod[] => names.map((node, index) => buildPod(`w${index}`, { node, labels: app }));
const constraint = (o: Partial<TopologySpreadConstraint> = {}): TopologySpreadConstraint => ({
  topologyKey: ZONE_KEY,
  maxSkew: 1,
  whenUnsatisfiable: 'DoNotSchedule',
  labelSelector: { matchLabels: app },
  ...o,
});
const podWith = (
  topologySpreadConstraints: TopologySpreadConstraint[],
  o: { labels?: Record<string, string>; spec?: Pod['spec'] } = {},
) => buildPodInfo('p', { labels: o.labels ?? app, spec: { containers: [], topologySpreadConstraints, ...o.spec } });
const SKEWED = "node(s) didn't match pod topology spread constraints";

describe('filter', () => {
  const nodes = [zoned('a1', 'a'), zoned('a2', 'a'), zoned('b1', 'b')];
  test.each<{
    name: string;
    nodes?: Node[];
    pods: Pod[];
    pod: ReturnType<typeof podWith>;
    expected: Record<string, string>;
  }>([
    { name: 'no constraints', pods: onNodes('a1', 'a1'), pod: podWith([]), expected: { a1: 'ok', a2: 'ok', b1: 'ok' } },
    {
      name: 'an even zone may take one',
      pods: onNodes('a1', 'b1'),
      pod: podWith([constraint()]),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
    {
      name: 'the fuller zone is out',
      pods: onNodes('a1'),
      pod: podWith([constraint()]),
      expected: { a1: SKEWED, a2: SKEWED, b1: 'ok' },
    },
    {
      name: 'maxSkew 2 allows one more',
      pods: onNodes('a1'),
      pod: podWith([constraint({ maxSkew: 2 })]),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
    {
      name: 'other pods do not count',
      pods: [buildPod('o', { node: 'a1', labels: { app: 'db' } })],
      pod: podWith([constraint()]),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
    {
      name: 'nor do pods of other namespaces',
      pods: [buildPod('o', { node: 'a1', labels: app, namespace: 'other' })],
      pod: podWith([constraint()]),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
    {
      name: 'nor terminating ones',
      pods: [
        buildPod('o', {
          node: 'a1',
          labels: app,
          metadata: {
            name: 'o',
            namespace: 'default',
            uid: 'o',
            labels: app,
            deletionTimestamp: '2026-01-01T00:00:00Z',
          },
        }),
      ],
      pod: podWith([constraint()]),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
    {
      name: 'a pod its own selector misses adds nothing',
      pods: onNodes('a1'),
      pod: podWith([constraint()], { labels: {} }),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
    {
      name: 'a node without the label is out for good, its pods uncounted',
      nodes: [...nodes, buildNode('bare')],
      pods: onNodes('bare', 'bare'),
      pod: podWith([constraint()]),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok', bare: `${SKEWED} (missing required label) (final)` },
    },
    {
      name: 'two constraints have to hold together',
      pods: onNodes('a1', 'b1'),
      pod: podWith([constraint(), constraint({ topologyKey: 'kubernetes.io/hostname' })]),
      expected: { a1: SKEWED, a2: 'ok', b1: SKEWED },
    },
    {
      name: 'with fewer domains than minDomains the lowest counts as 0',
      pods: onNodes('a1', 'b1'),
      pod: podWith([constraint({ minDomains: 3 })]),
      expected: { a1: SKEWED, a2: SKEWED, b1: SKEWED },
    },
    {
      name: 'zones the pod cannot go to do not hold it back',
      pods: onNodes('a1'),
      pod: podWith([constraint()], {
        spec: { containers: [], topologySpreadConstraints: [constraint()], nodeSelector: { [ZONE_KEY]: 'a' } },
      }),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
    {
      name: 'but do with nodeAffinityPolicy Ignore',
      pods: onNodes('a1'),
      pod: podWith([], {
        spec: {
          containers: [],
          topologySpreadConstraints: [constraint({ nodeAffinityPolicy: 'Ignore' })],
          nodeSelector: { [ZONE_KEY]: 'a' },
        },
      }),
      expected: { a1: SKEWED, a2: SKEWED, b1: 'ok' },
    },
    {
      name: 'matchLabelKeys tells revisions apart',
      pods: [buildPod('old', { node: 'a1', labels: { ...app, rev: '1' } })],
      pod: podWith([constraint({ matchLabelKeys: ['rev'] })], { labels: { ...app, rev: '2' } }),
      expected: { a1: 'ok', a2: 'ok', b1: 'ok' },
    },
  ])('$name', ({ nodes: own = nodes, pods, pod, expected }) => {
    expect(verdicts(podTopologySpread, pod, buildCluster(own, pods))).toEqual(expected);
  });

  test('tainted domains count unless nodeTaintsPolicy is Honor', () => {
    const tainted = buildNode('b1', {
      labels: { [ZONE_KEY]: 'b' },
      spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] },
    });
    const cluster = buildCluster([zoned('a1', 'a'), tainted], onNodes('a1'));
    expect(verdicts(podTopologySpread, podWith([constraint()]), cluster)['a1']).toBe(SKEWED);
    expect(verdicts(podTopologySpread, podWith([constraint({ nodeTaintsPolicy: 'Honor' })]), cluster)['a1']).toBe('ok');
  });
});

describe('score', () => {
  const workloadSelector = () => selectorFromSet(app);
  test('the system defaults prefer the node without the workload', () => {
    const cluster = buildCluster([buildNode('a'), buildNode('b')], onNodes('a'), { workloadSelector });
    expect(scores(podTopologySpread, buildPodInfo('p', { labels: app }), cluster)).toEqual({ a: 66, b: 100 });
  });
  test('and then the other zone', () => {
    const cluster = buildCluster([zoned('a1', 'a'), zoned('a2', 'a'), zoned('b1', 'b')], onNodes('a1'), {
      workloadSelector,
    });
    const result = scores(podTopologySpread, buildPodInfo('p', { labels: app }), cluster)!;
    expect(result['b1']).toBeGreaterThan(result['a2']!);
    expect(result['a2']).toBeGreaterThan(result['a1']!);
  });
  test('a pod that nothing selects has no preference', () => {
    expect(
      scores(podTopologySpread, buildPodInfo('p', { labels: app }), buildCluster([buildNode('a')])),
    ).toBeUndefined();
  });
  test("a pod's own ScheduleAnyway constraints replace the defaults, and unlabelled nodes score 0", () => {
    const cluster = buildCluster([zoned('a1', 'a'), zoned('b1', 'b'), buildNode('bare')], onNodes('a1', 'a1'), {
      workloadSelector,
    });
    const result = scores(podTopologySpread, podWith([constraint({ whenUnsatisfiable: 'ScheduleAnyway' })]), cluster)!;
    expect(result).toEqual({ a1: 0, b1: 100, bare: 0 });
  });
});
