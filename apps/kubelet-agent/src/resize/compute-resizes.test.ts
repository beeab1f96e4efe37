import type { Container, Pod, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import type { RuntimeContainer, RuntimePod } from '../runtimes/runtime';
import { memoryInUse, resizeRestarts, resizesInPlace } from './compute-resizes';

const memory = (limit: string): ResourceRequirements => ({ limits: { memory: limit } });
const container = (name: string, resources: ResourceRequirements, more: Partial<Container> = {}): Container => ({
  name,
  resources,
  ...more,
});
const runtimeOf = (states: Record<string, RuntimeContainer['state']>): RuntimePod => ({
  uid: 'u',
  name: 'p',
  namespace: 'd',
  sandboxes: [],
  containers: Object.entries(states).map(([name, state]) => ({ id: `id-${name}`, name, state }) as RuntimeContainer),
});

test.each<[string, ResourceRequirements, ResourceRequirements, boolean]>([
  ['memory, which wants it', { requests: { memory: '1' } }, { requests: { memory: '2' } }, true],
  ['memory, in other words', { requests: { memory: '1Ki' } }, { requests: { memory: '1024' } }, false],
  ['CPU, which does not', { requests: { cpu: '1' } }, { requests: { cpu: '2' } }, false],
  ['a first limit', {}, { limits: { memory: '2' } }, true],
])('restarts for %s: %#', (_, before, resources, expected) => {
  const resizePolicy = [
    { resourceName: 'memory', restartPolicy: 'RestartContainer' },
    { resourceName: 'cpu', restartPolicy: 'NotRequired' },
  ];
  expect(resizeRestarts(container('c', resources, { resizePolicy }), before)).toBe(expected);
});

describe('in place', () => {
  const given: Record<string, ResourceRequirements> = {
    more: memory('1Mi'),
    less: memory('2Mi'),
    same: memory('1Mi'),
    ended: memory('1Mi'),
  };
  const pod: Pod = {
    spec: {
      containers: [
        container('more', memory('2Mi')),
        container('less', memory('1Mi')),
        container('same', memory('1024Ki')),
        container('ended', memory('2Mi')),
      ],
    },
  };
  const runtime = runtimeOf({ more: 'running', less: 'running', same: 'running', ended: 'exited' });
  const resizes = resizesInPlace(pod, runtime, ({ name = '' }) => given[name]!);

  test('what runs with other resources, who gives back first', () => {
    expect(resizes.map(({ container: { name } }) => name)).toEqual(['less', 'more']);
  });

  test.each<[number | undefined, string | undefined]>([
    [undefined, undefined],
    [1024 * 1024 - 1, undefined],
    [
      1024 * 1024,
      'cannot decrease memory limits: attempting to set container "less" memory limit (1048576) below current usage (1048576)',
    ],
  ])('of less memory when %s bytes are in use', (used, expected) => {
    expect(memoryInUse(resizes, () => used)).toBe(expected);
  });
});
