import type { ContainerPort } from '@kubets/proto-gen/core/v1';
import { buildCluster, buildNode, buildPod, buildPodInfo } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { nodePorts } from './node-ports';

const spec = (...ports: ContainerPort[]) => ({ containers: [{ name: 'c', image: 'i', ports }] });
const NO = "node(s) didn't have free ports for the requested pod ports";

test.each<{ name: string; wanted: ContainerPort; expected: string }>([
  { name: 'the same port', wanted: { containerPort: 80, hostPort: 80 }, expected: NO },
  { name: 'another port', wanted: { containerPort: 80, hostPort: 81 }, expected: 'ok' },
  { name: 'another protocol', wanted: { containerPort: 80, hostPort: 80, protocol: 'UDP' }, expected: 'ok' },
  {
    name: 'the same port on one address',
    wanted: { containerPort: 80, hostPort: 80, hostIP: '10.0.0.1' },
    expected: NO,
  },
  {
    name: 'the port of another address',
    wanted: { containerPort: 80, hostPort: 90, hostIP: '10.0.0.2' },
    expected: 'ok',
  },
  { name: 'that port on all addresses', wanted: { containerPort: 80, hostPort: 90 }, expected: NO },
  { name: 'only a container port', wanted: { containerPort: 80 }, expected: 'ok' },
])('$name', ({ wanted, expected }) => {
  const taken = {
    ...buildPod('taken', { node: 'n' }),
    spec: {
      nodeName: 'n',
      ...spec(
        { containerPort: 1, hostPort: 80, protocol: 'TCP' },
        { containerPort: 2, hostPort: 90, hostIP: '10.0.0.1' },
      ),
    },
  };
  const pod = buildPodInfo('p', { spec: spec(wanted) });
  expect(verdicts(nodePorts, pod, buildCluster([buildNode('n')], [taken]))).toEqual({ n: expected });
});

test('a pod is retried when the port it wants is freed', () => {
  const waiting = buildPodInfo('p', { spec: spec({ containerPort: 80, hostPort: 80 }) });
  expect(
    nodePorts.mayUnblock!(
      { type: 'pod-gone', pod: buildPodInfo('q', { spec: spec({ containerPort: 80, hostPort: 80 }) }) },
      waiting,
    ),
  ).toBe(true);
  expect(
    nodePorts.mayUnblock!(
      { type: 'pod-gone', pod: buildPodInfo('q', { spec: spec({ containerPort: 80, hostPort: 81 }) }) },
      waiting,
    ),
  ).toBe(false);
});
