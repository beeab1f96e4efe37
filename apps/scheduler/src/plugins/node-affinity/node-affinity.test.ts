import type { NodeSelectorTerm, PodSpec } from '@kubets/proto-gen/core/v1';
import { buildCluster, buildNode, buildPodInfo } from '../../testing/build';
import { scores, verdicts } from '../../testing/verdicts';
import { nodeAffinity } from './node-affinity';

const NO = "node(s) didn't match Pod's node affinity/selector (final)";
const cluster = buildCluster([
  buildNode('ssd', { labels: { disk: 'ssd', cores: '8' } }),
  buildNode('hdd', { labels: { disk: 'hdd', cores: '2' } }),
  buildNode('bare'),
]);
const required = (...nodeSelectorTerms: NodeSelectorTerm[]): PodSpec['affinity'] => ({
  nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
});
const expression = (key: string, operator: string, ...values: string[]): NodeSelectorTerm => ({
  matchExpressions: [{ key, operator, values }],
});

test.each<{ name: string; spec: Partial<PodSpec>; ssd: string; hdd: string; bare: string }>([
  { name: 'nothing asked', spec: {}, ssd: 'ok', hdd: 'ok', bare: 'ok' },
  { name: 'nodeSelector', spec: { nodeSelector: { disk: 'ssd' } }, ssd: 'ok', hdd: NO, bare: NO },
  { name: 'In', spec: { affinity: required(expression('disk', 'In', 'ssd', 'nvme')) }, ssd: 'ok', hdd: NO, bare: NO },
  {
    name: 'NotIn also takes nodes without the label',
    spec: { affinity: required(expression('disk', 'NotIn', 'ssd')) },
    ssd: NO,
    hdd: 'ok',
    bare: 'ok',
  },
  { name: 'Exists', spec: { affinity: required(expression('disk', 'Exists')) }, ssd: 'ok', hdd: 'ok', bare: NO },
  {
    name: 'DoesNotExist',
    spec: { affinity: required(expression('disk', 'DoesNotExist')) },
    ssd: NO,
    hdd: NO,
    bare: 'ok',
  },
  { name: 'Gt', spec: { affinity: required(expression('cores', 'Gt', '4')) }, ssd: 'ok', hdd: NO, bare: NO },
  { name: 'Lt', spec: { affinity: required(expression('cores', 'Lt', '4')) }, ssd: NO, hdd: 'ok', bare: NO },
  {
    name: 'terms are alternatives',
    spec: { affinity: required(expression('disk', 'In', 'ssd'), expression('disk', 'DoesNotExist')) },
    ssd: 'ok',
    hdd: NO,
    bare: 'ok',
  },
  { name: 'an empty term selects nothing', spec: { affinity: required({}) }, ssd: NO, hdd: NO, bare: NO },
  {
    name: 'matchFields by name',
    spec: { affinity: required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['bare'] }] }) },
    ssd: NO,
    hdd: NO,
    bare: 'ok',
  },
  {
    name: 'selector and affinity both have to hold',
    spec: { nodeSelector: { disk: 'ssd' }, affinity: required(expression('cores', 'Lt', '4')) },
    ssd: NO,
    hdd: NO,
    bare: NO,
  },
])('filter: $name', ({ spec, ...expected }) => {
  const pod = buildPodInfo('p', { spec: { containers: [], ...spec } });
  expect(verdicts(nodeAffinity, pod, cluster)).toEqual({ ssd: expected.ssd, hdd: expected.hdd, bare: expected.bare });
});

test('score: the weights of preferred terms that match add up', () => {
  const affinity: PodSpec['affinity'] = {
    nodeAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 10, preference: expression('disk', 'Exists') },
        { weight: 30, preference: expression('disk', 'In', 'ssd') },
      ],
    },
  };
  expect(scores(nodeAffinity, buildPodInfo('p', { spec: { containers: [], affinity } }), cluster)).toEqual({
    ssd: 100,
    hdd: 25,
    bare: 0,
  });
});

test('a pod is retried for a node that matches', () => {
  const pod = buildPodInfo('p', { spec: { containers: [], nodeSelector: { disk: 'ssd' } } });
  expect(
    nodeAffinity.mayUnblock!({ type: 'node-added', node: buildNode('new', { labels: { disk: 'ssd' } }) }, pod),
  ).toBe(true);
  expect(nodeAffinity.mayUnblock!({ type: 'node-added', node: buildNode('new') }, pod)).toBe(false);
});
