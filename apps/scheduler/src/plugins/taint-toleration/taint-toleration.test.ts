import type { Taint, Toleration } from '@kubets/proto-gen/core/v1';
import { buildCluster, buildNode, buildPodInfo } from '../../testing/build';
import { scores, verdicts } from '../../testing/verdicts';
import { taintToleration } from './taint-toleration';

const node = (name: string, ...taints: Taint[]) => buildNode(name, { spec: { taints } });
const podWith = (...tolerations: Toleration[]) => buildPodInfo('p', { spec: { containers: [], tolerations } });

test.each<{ name: string; taint: Taint; tolerations: Toleration[]; expected: string }>([
  {
    name: 'no toleration',
    taint: { key: 'k', value: 'v', effect: 'NoSchedule' },
    tolerations: [],
    expected: 'node(s) had untolerated taint(s) (final)',
  },
  {
    name: 'a taint without value',
    taint: { key: 'k', effect: 'NoExecute' },
    tolerations: [],
    expected: 'node(s) had untolerated taint(s) (final)',
  },
  {
    name: 'PreferNoSchedule does not keep off',
    taint: { key: 'k', effect: 'PreferNoSchedule' },
    tolerations: [],
    expected: 'ok',
  },
  {
    name: 'Equal with the value',
    taint: { key: 'k', value: 'v', effect: 'NoSchedule' },
    tolerations: [{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' }],
    expected: 'ok',
  },
  {
    name: 'Equal is the default',
    taint: { key: 'k', value: 'v', effect: 'NoSchedule' },
    tolerations: [{ key: 'k', value: 'v' }],
    expected: 'ok',
  },
  {
    name: 'another value',
    taint: { key: 'k', value: 'v', effect: 'NoSchedule' },
    tolerations: [{ key: 'k', value: 'w' }],
    expected: 'node(s) had untolerated taint(s) (final)',
  },
  {
    name: 'another effect',
    taint: { key: 'k', value: 'v', effect: 'NoExecute' },
    tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }],
    expected: 'node(s) had untolerated taint(s) (final)',
  },
  {
    name: 'Exists for the key',
    taint: { key: 'k', value: 'v', effect: 'NoSchedule' },
    tolerations: [{ key: 'k', operator: 'Exists' }],
    expected: 'ok',
  },
  {
    name: 'Exists for everything',
    taint: { key: 'k', value: 'v', effect: 'NoExecute' },
    tolerations: [{ operator: 'Exists' }],
    expected: 'ok',
  },
])('filter: $name', ({ taint, tolerations, expected }) => {
  expect(verdicts(taintToleration, podWith(...tolerations), buildCluster([node('n', taint)]))).toEqual({ n: expected });
});

test('score: fewer intolerable PreferNoSchedule taints rank higher', () => {
  const one: Taint = { key: 'one', effect: 'PreferNoSchedule' };
  const two: Taint = { key: 'two', effect: 'PreferNoSchedule' };
  const cluster = buildCluster([node('none'), node('one', one), node('both', one, two)]);
  expect(scores(taintToleration, podWith(), cluster)).toEqual({ none: 100, one: 50, both: 0 });
  expect(scores(taintToleration, podWith({ key: 'two', operator: 'Exists' }), cluster)).toEqual({
    none: 100,
    one: 0,
    both: 0,
  });
  expect(scores(taintToleration, podWith(), buildCluster([node('none')]))).toBeUndefined();
});
