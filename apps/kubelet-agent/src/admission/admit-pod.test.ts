import type { ContainerPort, Node, Pod, PodSpec, Taint, Toleration } from '@kubets/proto-gen/core/v1';
import { admitPod, lackingForResize } from './admit-pod';

const node: Node = {
  metadata: { name: 'node-1', labels: { zone: 'a', size: '8' } },
  status: { allocatable: { cpu: '2', memory: '1Gi', pods: '3', 'example.com/gpu': '2' } },
};
const pod = (spec: PodSpec = {}): Pod => ({ spec: { containers: [{ name: 'c' }], ...spec } });
const asking = (requests: Record<string, string>) => pod({ containers: [{ name: 'c', resources: { requests } }] });
const listening = (...ports: ContainerPort[]) => pod({ containers: [{ name: 'c', ports }] });
const affine = (key: string, operator: string, values?: string[], fields = false): Pod =>
  pod({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ [fields ? 'matchFields' : 'matchExpressions']: [{ key, operator, values }] }],
        },
      },
    },
  });

test.each<[string, Pod, Pod[], string | undefined]>([
  ['nothing asked', pod(), [], undefined],
  ['fits', asking({ cpu: '1', memory: '1Gi' }), [asking({ cpu: '1' })], undefined],
  [
    'too much CPU',
    asking({ cpu: '1500m' }),
    [asking({ cpu: '1' })],
    "OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000",
  ],
  [
    'a resource the node has not',
    asking({ 'hugepages-2Mi': '2Mi' }),
    [],
    "OutOfhugepages-2Mi: Pod was rejected: Node didn't have enough resource: hugepages-2Mi, requested: 2097152, used: 0, capacity: 0",
  ],
  ['a resource of others, which the node does not know', asking({ 'gpu.example/x': '1' }), [], undefined],
  [
    'a resource of others, of which there is no more',
    asking({ 'example.com/gpu': '2' }),
    [asking({ 'example.com/gpu': '1' })],
    "OutOfexample.com/gpu: Pod was rejected: Node didn't have enough resource: example.com/gpu, requested: 2, used: 1, capacity: 2",
  ],
  [
    'too many pods',
    pod(),
    [pod(), pod(), pod()],
    "OutOfpods: Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 3, capacity: 3",
  ],
  ['node selector', pod({ nodeSelector: { zone: 'a' } }), [], undefined],
  [
    'node selector of another node',
    pod({ nodeSelector: { zone: 'b' } }),
    [],
    "NodeAffinity: Pod was rejected: Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
  ],
  ['In', affine('zone', 'In', ['a', 'b']), [], undefined],
  ['Gt', affine('size', 'Gt', ['7']), [], undefined],
  ['DoesNotExist', affine('disk', 'DoesNotExist'), [], undefined],
  ['by name', affine('metadata.name', 'In', ['node-1'], true), [], undefined],
  [
    'the same host port',
    listening({ hostPort: 80 }),
    [listening({ hostPort: 80, hostIP: '1.1.1.1' })],
    "NodePorts: Pod was rejected: Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
  ],
  ['another protocol', listening({ hostPort: 80, protocol: 'UDP' }), [listening({ hostPort: 80 })], undefined],
  [
    'another address',
    listening({ hostPort: 80, hostIP: '1.1.1.2' }),
    [listening({ hostPort: 80, hostIP: '1.1.1.1' })],
    undefined,
  ],
  [
    'an unsafe sysctl',
    pod({ securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    [],
    'SysctlForbidden: Pod was rejected: forbidden sysctl: "kernel.msgmax" not allowlisted',
  ],
  [
    'a sysctl of the node’s network',
    pod({ hostNetwork: true, securityContext: { sysctls: [{ name: 'net/ipv4/tcp_syncookies', value: '1' }] } }),
    [],
    'SysctlForbidden: Pod was rejected: forbidden sysctl: "net/ipv4/tcp_syncookies" not allowed with host net enabled',
  ],
  [
    'a safe sysctl',
    pod({ securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }] } }),
    [],
    undefined,
  ],
])('%s', (_, input, others, expected) => {
  const refusal = admitPod(input, node, {
    others,
    abilities: { appArmor: false, podGroups: true, supplementalGroupsPolicy: false },
    pressures: new Set(),
  });
  expect(refusal && `${refusal.reason}: ${refusal.message}`).toBe(expected);
});

const evicting: Taint = { key: 'maintenance', value: 'now', effect: 'NoExecute' };
const UNTOLERATED =
  "TaintToleration: Pod was rejected: Predicate TaintToleration failed: node(s) had taints that the pod didn't tolerate";

test.each<[string, Taint[], Toleration[], string | undefined]>([
  ['nobody tolerates', [evicting], [], UNTOLERATED],
  ['another taint is tolerated', [evicting], [{ key: 'other', operator: 'Exists' }], UNTOLERATED],
  ['another effect is tolerated', [evicting], [{ operator: 'Exists', effect: 'NoSchedule' }], UNTOLERATED],
  ['the second is not tolerated', [evicting, { key: 'b', effect: 'NoExecute' }], [{ ...evicting }], UNTOLERATED],
  ['tolerated for a while', [evicting], [{ ...evicting, tolerationSeconds: 60 }], undefined],
  ['every such taint is tolerated', [evicting], [{ operator: 'Exists', effect: 'NoExecute' }], undefined],
  ['only the scheduler keeps pods off', [{ key: 'a', effect: 'NoSchedule' }], [], undefined],
  ['others are preferred', [{ key: 'a', effect: 'PreferNoSchedule' }], [], undefined],
])('a taint: %s', (_, taints, tolerations, expected) => {
  const refusal = admitPod(
    pod({ tolerations }),
    { ...node, spec: { taints } },
    {
      others: [],
      abilities: { appArmor: false, podGroups: true, supplementalGroupsPolicy: false },
      pressures: new Set(),
    },
  );
  expect(refusal && `${refusal.reason}: ${refusal.message}`).toBe(expected);
});

test.each<[string, Pod, Pod[], ReturnType<typeof lackingForResize>]>([
  ['room for more', asking({ cpu: '1500m' }), [asking({ cpu: '500m' })], undefined],
  [
    'others have it',
    asking({ cpu: '1500m' }),
    [asking({ cpu: '1' })],
    {
      message: "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000",
      hopeless: false,
    },
  ],
  [
    'more than there is',
    asking({ cpu: '3' }),
    [],
    { message: "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000", hopeless: true },
  ],
])('a resize: %s', (_, resized, others, expected) => {
  expect(lackingForResize(resized, node, others)).toEqual(expected);
});
