import { atOnce } from '@kubets/apimachinery';
import type { Container, PodSpec, ResourceRequirements } from '@kubets/proto-gen/core/v1';
import { defaultPodResources } from './default-pod-resources';

const container = (resources: ResourceRequirements, more: Partial<Container> = {}): Container => ({
  resources,
  ...more,
});

test.each<[string, PodSpec, ResourceRequirements | undefined]>([
  ['a pod that says nothing', { containers: [container({ requests: { cpu: '1' } })] }, undefined],
  ['nothing to say', { resources: {}, containers: [container({ requests: { cpu: '1' } })] }, {}],
  ['requests of limits', { resources: { limits: { cpu: '1' } } }, { limits: { cpu: '1' }, requests: { cpu: '1' } }],
  [
    'requests of containers together',
    {
      resources: { limits: { cpu: '2' } },
      containers: [container({ requests: { cpu: '500m', memory: '1Gi' } }), container({ requests: { cpu: '250m' } })],
      initContainers: [container({ requests: { memory: '2Gi' } })],
    },
    { limits: { cpu: '2' }, requests: { cpu: '750m', memory: '2Gi' } },
  ],
  [
    'limits where every container has one',
    {
      resources: { requests: { cpu: '2', memory: '1Gi' } },
      containers: [container({ limits: { cpu: '1', memory: '1Gi' } }), container({ limits: { cpu: '500m' } })],
    },
    { limits: { cpu: '2' }, requests: { cpu: '2', memory: '1Gi' } },
  ],
  [
    'what is no resource of pods stays with the containers',
    { resources: { limits: { cpu: '1' } }, containers: [container({ requests: { 'ephemeral-storage': '1Gi' } })] },
    { limits: { cpu: '1' }, requests: { cpu: '1' } },
  ],
  [
    'a sidecar beside the others',
    {
      resources: { limits: { cpu: '4' } },
      containers: [container({ requests: { cpu: '1' } })],
      initContainers: [
        container({ requests: { cpu: '1' } }, { restartPolicy: 'Always' }),
        container({ requests: { cpu: '2' } }),
      ],
    },
    { limits: { cpu: '4' }, requests: { cpu: '3' } },
  ],
])('%s', (_, spec, expected) => {
  atOnce(defaultPodResources(spec));
  expect(spec.resources).toEqual(expected);
});
