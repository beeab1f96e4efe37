import type { Container, Pod, PodSpec } from '@kubets/proto-gen/core/v1';
import { created, updated } from '../testing/strategy-harness';
import { pods } from './pods';
import { podsByResize } from './resize';

type Resources = NonNullable<Container['resources']>;

const container = (resources: Resources, more: Partial<Container> = {}): Container => ({
  name: 'web',
  image: 'nginx:1',
  resources,
  ...more,
});
const stored = (spec: Partial<PodSpec>, more: Partial<Pod> = {}): Pod => {
  const { object } = created(pods, { metadata: { name: 'web', namespace: 'default' }, spec });
  return { ...object, ...more, status: { ...object.status, ...more.status } };
};
const burstable = { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '200m' } };
const guaranteed = { requests: { cpu: '1', memory: '1Gi' }, limits: { cpu: '1', memory: '1Gi' } };
const first = (pod: Pod): Container => pod.spec!.containers![0]!;

describe('pods/resize', () => {
  test('takes what containers need and may use, and nothing else', () => {
    const old = stored({ containers: [container(burstable)] }, { metadata: { name: 'web', labels: { kept: 'a' } } });
    const { object, errors } = updated(podsByResize, old, (pod) => {
      pod.metadata!.labels = { other: 'b' };
      pod.spec!.priority = 7;
      first(pod).image = 'other:1';
      first(pod).resources = { requests: { cpu: '150m', memory: '80Mi' }, limits: { cpu: '300m', memory: '1Gi' } };
    });
    expect(errors).toEqual([]);
    expect(object.metadata?.labels).toEqual({ kept: 'a' });
    expect(object.spec).toEqual({
      ...old.spec,
      containers: [
        {
          ...first(old),
          resources: { requests: { cpu: '150m', memory: '80Mi' }, limits: { cpu: '300m', memory: '1Gi' } },
        },
      ],
    });
  });

  test('completes what is asked for the pod as a whole, and keeps it where it is left out', () => {
    const old = stored({ containers: [container(burstable)], resources: { requests: { cpu: '1', memory: '1Gi' } } });
    const { object, errors } = updated(podsByResize, old, (pod) => {
      pod.spec!.resources = { requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '4' } };
    });
    expect(errors).toEqual([]);
    expect(object.spec?.resources).toEqual({ requests: { cpu: '2', memory: '1Gi' }, limits: { cpu: '4' } });
    const kept = updated(podsByResize, old, (pod) => delete pod.spec!.resources);
    expect([kept.errors, kept.object.spec]).toEqual([[], old.spec]);
  });

  const sidecar: Container = container(structuredClone(burstable), { name: 'log', restartPolicy: 'Always' });
  test.each<[string, Pod, (pod: Pod) => void, string[]]>([
    [
      'a class of quality that changes',
      stored({ containers: [container(burstable)] }),
      (pod) => (first(pod).resources = guaranteed),
      ['spec: Invalid value: "Burstable": Pod QOS Class may not change as a result of resizing'],
    ],
    [
      'requests and limits that go',
      stored({ containers: [container(burstable)] }),
      (pod) => (first(pod).resources = { requests: { cpu: '100m' } }),
      [
        'spec.containers[0].resources.requests: Forbidden: resource requests cannot be removed',
        'spec.containers[0].resources.limits: Forbidden: resource limits cannot be removed',
      ],
    ],
    [
      'other resources',
      stored({
        containers: [container({ ...burstable, requests: { ...burstable.requests, 'ephemeral-storage': '1Gi' } })],
      }),
      (pod) => (first(pod).resources!.requests!['ephemeral-storage'] = '2Gi'),
      ['spec: Forbidden: only cpu and memory resources are mutable'],
    ],
    [
      'what a change means',
      stored({ containers: [container(burstable)] }),
      (pod) => (first(pod).resizePolicy = [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }]),
      ['spec: Forbidden: only cpu and memory resources are mutable'],
    ],
    [
      'limits below requests',
      stored({ containers: [container(burstable)] }),
      (pod) => (first(pod).resources!.limits = { cpu: '50m' }),
      ['spec.containers[0].resources.requests: Invalid value: "100m": must be less than or equal to cpu limit of 50m'],
    ],
    [
      'other resources of sidecars',
      stored({ containers: [container(burstable)], initContainers: [sidecar] }),
      (pod) => (pod.spec!.initContainers![0]!.resources!.requests!['ephemeral-storage'] = '1Gi'),
      ['spec.initContainers[0]: Forbidden: only cpu and memory resources for init or sidecar containers are mutable'],
    ],
    [
      'another name',
      stored({ containers: [container(burstable)] }),
      (pod) => (first(pod).name = 'other'),
      ['spec.containers[0].name: Forbidden: containers may not be renamed or reordered on resize'],
    ],
    [
      'more containers',
      stored({ containers: [container(burstable)] }),
      (pod) => pod.spec!.containers!.push({ ...first(pod), name: 'more' }),
      ['spec.containers: Forbidden: containers may not be added or removed on resize'],
    ],
    [
      'requests of the pod as a whole that go',
      stored({ containers: [container(burstable)], resources: { requests: { cpu: '1', memory: '1Gi' } } }),
      (pod) => (pod.spec!.resources = { limits: { 'hugepages-2Mi': '2Mi' }, requests: { 'hugepages-2Mi': '2Mi' } }),
      ['spec: Forbidden: only cpu and memory resources are mutable at pod-level'],
    ],
    [
      'a node that does not tell what a container has',
      stored(
        { containers: [container(burstable)] },
        { status: { containerStatuses: [{ name: 'web', state: { running: {} } }] } },
      ),
      (pod) => (first(pod).resources!.requests!['cpu'] = '150m'),
      ['spec: Forbidden: Pod running on node without support for resize'],
    ],
    [
      'pods of a folder of their node',
      stored(
        { containers: [container(burstable)] },
        { metadata: { name: 'web', annotations: { 'kubernetes.io/config.mirror': 'x' } } },
      ),
      (pod) => (first(pod).resources!.requests!['cpu'] = '150m'),
      ['<nil>: Forbidden: static pods cannot be resized'],
    ],
    [
      'pods for Windows',
      stored({ containers: [container(burstable)], os: { name: 'windows' } }),
      (pod) => (first(pod).resources!.requests!['cpu'] = '150m'),
      ['<nil>: Forbidden: windows pods cannot be resized'],
    ],
  ])('refuses %s', (_, old, change, expected) => {
    expect(updated(podsByResize, old, change).errors).toEqual(expected);
  });

  test.each<[string, Pod, (pod: Pod) => void]>([
    [
      'other words for the same',
      stored({ containers: [container(burstable)] }),
      (pod) => (first(pod).resources!.requests!['cpu'] = '0.1'),
    ],
    [
      'sidecars and init containers',
      stored({
        containers: [container(burstable)],
        initContainers: [sidecar, container(burstable, { name: 'set-up' })],
      }),
      (pod) => pod.spec!.initContainers!.forEach(({ resources }) => (resources!.requests!['memory'] = '1Gi')),
    ],
  ])('takes %s', (_, old, change) => {
    expect(updated(podsByResize, old, change).errors).toEqual([]);
  });
});
