import { buildCluster, buildNode, buildPod, buildPodInfo } from '../../testing/build';
import { scores } from '../../testing/verdicts';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation';

const cluster = buildCluster(
  [buildNode('cpu-used'), buildNode('memory-used'), buildNode('empty')],
  [
    buildPod('a', { node: 'cpu-used', requests: { cpu: '1' } }),
    buildPod('b', { node: 'memory-used', requests: { memory: '2Gi' } }),
  ],
);

test.each<{ requests?: Record<string, string>; expected: object | undefined }>([
  { expected: undefined },
  { requests: { cpu: '1' }, expected: { 'cpu-used': 50, 'memory-used': 100, empty: 75 } },
  { requests: { memory: '2Gi' }, expected: { 'cpu-used': 100, 'memory-used': 50, empty: 75 } },
])('$requests → $expected', ({ requests, expected }) => {
  expect(
    scores(nodeResourcesBalancedAllocation, buildPodInfo('p', { ...(requests && { requests }) }), cluster),
  ).toEqual(expected);
});
