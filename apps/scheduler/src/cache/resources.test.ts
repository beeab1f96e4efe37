import type { Pod } from '@kubets/proto-gen/core/v1';
import { resourcesOfPod } from './resources';

const container = (name: string, requests?: Record<string, string>, restartPolicy?: string) => ({
  name,
  image: 'i',
  restartPolicy,
  resources: { requests },
});
const pod = (spec: Pod['spec']): Pod => ({ spec });

test.each<{ name: string; spec: Pod['spec']; assume?: boolean; expected: object }>([
  {
    name: 'no containers need nothing',
    spec: { containers: [] },
    expected: { milliCpu: 0, memory: 0, ephemeralStorage: 0 },
  },
  {
    name: 'containers add up',
    spec: {
      containers: [
        container('a', { cpu: '100m', memory: '1Gi' }),
        container('b', { cpu: '1', 'ephemeral-storage': '2k' }),
      ],
    },
    expected: { milliCpu: 1100, memory: 2 ** 30, ephemeralStorage: 2000 },
  },
  {
    name: 'an init container counts when it needs more than all containers',
    spec: {
      initContainers: [container('i', { cpu: '2' })],
      containers: [container('a', { cpu: '100m', memory: '1k' })],
    },
    expected: { milliCpu: 2000, memory: 1000, ephemeralStorage: 0 },
  },
  {
    name: 'a sidecar adds to containers and to the init containers after it',
    spec: {
      initContainers: [container('s', { cpu: '500m' }, 'Always'), container('i', { cpu: '1' })],
      containers: [container('a', { cpu: '200m' })],
    },
    expected: { milliCpu: 1500, memory: 0, ephemeralStorage: 0 },
  },
  {
    name: 'overhead is added',
    spec: { overhead: { cpu: '50m' }, containers: [container('a', { cpu: '100m' })] },
    expected: { milliCpu: 150, memory: 0, ephemeralStorage: 0 },
  },
  {
    name: 'extended resources are counted by name',
    spec: { containers: [container('a', { 'example.com/gpu': '2' }), container('b', { 'example.com/gpu': '1' })] },
    expected: { milliCpu: 0, memory: 0, ephemeralStorage: 0, extended: new Map([['example.com/gpu', 3]]) },
  },
  {
    name: 'what the pod as a whole asks for decides',
    spec: { resources: { requests: { cpu: '2' } }, containers: [container('a', { cpu: '100m', memory: '1k' })] },
    expected: { milliCpu: 2000, memory: 1000, ephemeralStorage: 0 },
  },
  {
    name: 'missing requests are assumed per container when asked for',
    spec: { containers: [container('a'), container('b', { cpu: '1' })] },
    assume: true,
    expected: { milliCpu: 1100, memory: 2 * 200 * 2 ** 20, ephemeralStorage: 0 },
  },
])('$name', ({ spec, assume, expected }) => {
  expect(resourcesOfPod(pod(spec), assume)).toEqual(expected);
});
