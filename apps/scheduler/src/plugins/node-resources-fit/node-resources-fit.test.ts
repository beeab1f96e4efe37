import { buildCluster, buildNode, buildPod, buildPodInfo } from '../../testing/build';
import { scores, verdicts } from '../../testing/verdicts';
import { nodeResourcesFit } from './node-resources-fit';

const small = buildNode('n', {
  status: { allocatable: { cpu: '1', memory: '1Gi', pods: '2', 'ephemeral-storage': '1Gi', 'example.com/gpu': '1' } },
});

test.each<{ name: string; requests?: Record<string, string>; others?: Record<string, string>[]; expected: string }>([
  { name: 'nothing requested', expected: 'ok' },
  { name: 'exactly what is free', requests: { cpu: '1', memory: '1Gi' }, expected: 'ok' },
  { name: 'used by another', requests: { cpu: '600m' }, others: [{ cpu: '500m' }], expected: 'Insufficient cpu' },
  { name: 'more than the node has', requests: { cpu: '1001m' }, expected: 'Insufficient cpu (final)' },
  {
    name: 'every shortage is named',
    requests: { cpu: '800m', memory: '800Mi' },
    others: [{ cpu: '500m', memory: '500Mi' }],
    expected: 'Insufficient cpu, Insufficient memory',
  },
  {
    name: 'ephemeral storage',
    requests: { 'ephemeral-storage': '2Gi' },
    expected: 'Insufficient ephemeral-storage (final)',
  },
  {
    name: 'an extended resource that is taken',
    requests: { 'example.com/gpu': '1' },
    others: [{ 'example.com/gpu': '1' }],
    expected: 'Insufficient example.com/gpu',
  },
  {
    name: 'an extended resource that is not there',
    requests: { 'example.com/fpga': '1' },
    expected: 'Insufficient example.com/fpga (final)',
  },
  { name: 'too many pods', others: [{}, {}], expected: 'Too many pods' },
])('filter: $name', ({ requests, others = [], expected }) => {
  const cluster = buildCluster(
    [small],
    others.map((other, index) => buildPod(`o${index}`, { node: 'n', requests: other })),
  );
  expect(verdicts(nodeResourcesFit, buildPodInfo('p', { ...(requests && { requests }) }), cluster)).toEqual({
    n: expected,
  });
});

test('score: the emptier node is higher, and pods without requests weigh something', () => {
  const cluster = buildCluster([buildNode('empty'), buildNode('used')], [buildPod('a', { node: 'used' })]);
  // 100m of 2 CPUs and 200 of 4096 MiB per pod, in whole percent
  expect(scores(nodeResourcesFit, buildPodInfo('p'), cluster)).toEqual({ empty: 95, used: 90 });
});

test('score: a node over its capacity gets nothing for that resource', () => {
  const cluster = buildCluster([
    buildNode('n', { status: { allocatable: { cpu: '50m', memory: '400Mi', pods: '10' } } }),
  ]);
  expect(scores(nodeResourcesFit, buildPodInfo('p'), cluster)).toEqual({ n: 25 });
});

test.each([
  { name: 'a pod that ended', event: { type: 'pod-gone', pod: buildPodInfo('q') } as const, expected: true },
  { name: 'a pod that has less', event: { type: 'pod-shrunk', pod: buildPodInfo('q') } as const, expected: true },
  { name: 'a node that is big enough', event: { type: 'node-added', node: buildNode('n') } as const, expected: true },
  { name: 'a node that is too small', event: { type: 'node-added', node: small } as const, expected: false },
  { name: 'another pod', event: { type: 'pod-assigned', pod: buildPodInfo('q') } as const, expected: false },
])('a pod of 2 CPUs is retried on $name: $expected', ({ event, expected }) => {
  expect(nodeResourcesFit.mayUnblock!(event, buildPodInfo('p', { requests: { cpu: '2' } }))).toBe(expected);
});
