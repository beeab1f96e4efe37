import { buildCluster, buildNode, buildPodInfo } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { nodeName } from './node-name';

test.each([
  { node: undefined, expected: { a: 'ok', b: 'ok' } },
  { node: 'a', expected: { a: 'ok', b: "node(s) didn't match the requested node name (final)" } },
])('a pod for node $node', ({ node, expected }) => {
  expect(verdicts(nodeName, buildPodInfo('p', { node }), buildCluster([buildNode('a'), buildNode('b')]))).toEqual(
    expected,
  );
});
