import { buildCluster, buildNode, buildPodInfo } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { nodeUnschedulable } from './node-unschedulable';

const cordoned = buildNode('cordoned', { spec: { unschedulable: true } });
const open = buildNode('open');

test.each([
  {
    name: 'a plain pod',
    tolerations: undefined,
    expected: { cordoned: 'node(s) were unschedulable (final)', open: 'ok' },
  },
  {
    name: 'a pod that tolerates everything',
    tolerations: [{ operator: 'Exists' }],
    expected: { cordoned: 'ok', open: 'ok' },
  },
  {
    name: 'a pod that tolerates the cordon',
    tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' }],
    expected: { cordoned: 'ok', open: 'ok' },
  },
])('$name', ({ tolerations, expected }) => {
  const pod = buildPodInfo('p', { spec: { containers: [], ...(tolerations && { tolerations }) } });
  expect(verdicts(nodeUnschedulable, pod, buildCluster([cordoned, open]))).toEqual(expected);
});

test('a pod waits for an uncordon, not for any change of a node', () => {
  const pod = buildPodInfo('p');
  expect(
    nodeUnschedulable.mayUnblock!({ type: 'node-updated', previous: cordoned, node: buildNode('cordoned') }, pod),
  ).toBe(true);
  expect(nodeUnschedulable.mayUnblock!({ type: 'node-updated', previous: open, node: buildNode('open') }, pod)).toBe(
    false,
  );
  expect(nodeUnschedulable.mayUnblock!({ type: 'node-added', node: cordoned }, pod)).toBe(false);
});
