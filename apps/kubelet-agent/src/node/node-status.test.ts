import type { Machine } from './machine';
import {
  newNode,
  nodeStatus,
  nodeStatusPatch,
  parseTaint,
  sameStatus,
  withConditionTimes,
  type NodeFacts,
} from './node-status';

const machine: Machine = {
  cpus: 2,
  memoryBytes: 8 * 1024 ** 3,
  diskBytes: 100 * 1024 ** 3,
  machineId: 'm',
  systemUuid: 's',
  bootId: 'b',
  kernelVersion: '6.18.0',
  osImage: 'Debian GNU/Linux 12',
  architecture: 'amd64',
  appArmor: false,
};
const facts: NodeFacts = {
  name: 'node-1',
  machine,
  runtimeVersion: 'containerd://1.6.20',
  ip: '10.201.0.11',
  externalIp: '203.0.113.5',
  port: 10250,
  maxPods: 110,
  reserved: {},
  images: [
    { id: 'a', names: ['small'], sizeBytes: 1 },
    { id: 'b', names: ['big'], sizeBytes: 9 },
    { id: 'c', names: [], sizeBytes: 5 },
  ],
};

test('registration', () => {
  expect(newNode(facts, { labels: ['zone=a', 'disk='], taints: ['dedicated=db:NoSchedule'] })).toMatchObject({
    metadata: {
      name: 'node-1',
      labels: {
        'kubernetes.io/hostname': 'node-1',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        zone: 'a',
        disk: '',
      },
    },
    spec: { taints: [{ key: 'dedicated', value: 'db', effect: 'NoSchedule' }] },
  });
  expect(parseTaint('node-role.kubernetes.io/control-plane:NoSchedule')).toEqual({
    key: 'node-role.kubernetes.io/control-plane',
    effect: 'NoSchedule',
  });
});

test('what the runtime can do, as far as it tells', () => {
  expect(nodeStatus(facts)).not.toHaveProperty('features');
  const handler = (name: string, userNamespaces: boolean) => ({ name, recursiveReadOnlyMounts: true, userNamespaces });
  const features = { handlers: [handler('runc', true), handler('', false)], supplementalGroupsPolicy: true };
  expect(nodeStatus({ ...facts, features })).toMatchObject({
    features: { supplementalGroupsPolicy: true },
    runtimeHandlers: [
      { name: '', features: { recursiveReadOnlyMounts: true, userNamespaces: false } },
      { name: 'runc', features: { recursiveReadOnlyMounts: true, userNamespaces: true } },
    ],
  });
});

test('status', () => {
  const status = nodeStatus(facts);
  expect(status.addresses).toEqual([
    { type: 'InternalIP', address: '10.201.0.11' },
    { type: 'ExternalIP', address: '203.0.113.5' },
    { type: 'Hostname', address: 'node-1' },
  ]);
  expect(status.capacity).toMatchObject({
    cpu: '2',
    memory: '8388608Ki',
    pods: '110',
    'ephemeral-storage': '104857600Ki',
  });
  expect(status.allocatable).toMatchObject({ cpu: '2', memory: '8286208Ki', 'ephemeral-storage': '96636764160' });
  expect(status.images?.map(({ names }) => names?.[0])).toEqual(['big', 'small']);
  expect(nodeStatus({ ...facts, reserved: { cpu: '250m', memory: '1Gi' } }).allocatable).toMatchObject({
    cpu: '1750m',
    memory: '7237632Ki',
  });
});

test('only what changed is written, addresses as a whole', () => {
  const current = nodeStatus({ ...facts, externalIp: undefined });
  expect(nodeStatusPatch(current, nodeStatus(facts), [{ type: 'Ready', status: 'True' }])).toEqual({
    status: {
      conditions: [{ type: 'Ready', status: 'True' }],
      addresses: [...nodeStatus(facts).addresses!, { $patch: 'replace' }],
    },
  });
});

test('a transition time stays while the status does', () => {
  const before = [{ type: 'Ready', status: 'True', lastTransitionTime: 'then' }];
  expect(withConditionTimes([{ type: 'Ready', status: 'True' }], before, 'now')[0]).toMatchObject({
    lastHeartbeatTime: 'now',
    lastTransitionTime: 'then',
  });
  expect(withConditionTimes([{ type: 'Ready', status: 'False' }], before, 'now')[0]).toMatchObject({
    lastTransitionTime: 'now',
  });
  expect(
    sameStatus({ conditions: before }, { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: 'now' }] }),
  ).toBe(true);
  expect(sameStatus({ conditions: before }, { conditions: [{ type: 'Ready', status: 'False' }] })).toBe(false);
});
