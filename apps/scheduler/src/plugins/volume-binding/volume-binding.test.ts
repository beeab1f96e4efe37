import type { PersistentVolume, PersistentVolumeClaim } from '@kubets/proto-gen/core/v1';
import type { StorageView } from '../../framework/plugin';
import { buildCluster, buildNode, buildPodInfo, noStorage } from '../../testing/build';
import { verdicts } from '../../testing/verdicts';
import { volumeBinding } from './volume-binding';

const claim = (
  name: string,
  spec: PersistentVolumeClaim['spec'],
  o: Partial<PersistentVolumeClaim> = {},
): PersistentVolumeClaim => ({
  metadata: { name, namespace: 'default' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  ...o,
});
const bound = (name: string, volumeName: string) =>
  claim(name, { volumeName }, { metadata: { name, annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } } });
const on = (hostname: string) => ({
  required: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [hostname] }] }],
  },
});
const volume = (name: string, spec: PersistentVolume['spec']): PersistentVolume => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, ...spec },
  status: { phase: 'Available' },
});

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const classes = {
  now: { volumeBindingMode: 'Immediate', provisioner: 'x' },
  later: { volumeBindingMode: 'WaitForFirstConsumer', provisioner: 'kubets.dev/node-local' },
  onB: {
    volumeBindingMode: 'WaitForFirstConsumer',
    provisioner: 'x',
    allowedTopologies: [{ matchLabelExpressions: [{ key: 'kubernetes.io/hostname', values: ['b'] }] }],
  },
  counted: { volumeBindingMode: 'WaitForFirstConsumer', provisioner: 'counting.csi' },
  byHand: { volumeBindingMode: 'WaitForFirstConsumer', provisioner: 'kubernetes.io/no-provisioner' },
};
const claims = [
  bound('on-a', 'a'),
  bound('lost', 'gone'),
  claim('now', { storageClassName: 'now' }),
  claim('later', { storageClassName: 'later' }),
  claim(
    'chosen',
    { storageClassName: 'later' },
    { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'b' }, name: 'chosen' } },
  ),
  claim('on-b', { storageClassName: 'onB' }),
  claim('counted', { storageClassName: 'counted' }),
  claim('counted-large', { storageClassName: 'counted', resources: { requests: { storage: '3Gi' } } }),
  claim('by-hand', { storageClassName: 'byHand' }),
  claim('by-annotation', {}, { metadata: { name: 'by-annotation', annotations: { [BETA_CLASS]: 'byHand' } } }),
  claim('reserved', { storageClassName: 'byHand', selector: { matchLabels: { disk: 'none' } } }),
  claim('large', { storageClassName: 'byHand', resources: { requests: { storage: '2Gi' } } }),
];
const volumes = [
  volume('a', { nodeAffinity: on('a') }),
  volume('b', { storageClassName: 'byHand', nodeAffinity: on('b') }),
  volume('named', {
    storageClassName: 'byHand',
    nodeAffinity: on('a'),
    claimRef: { namespace: 'default', name: 'reserved' },
  }),
];
const storage: StorageView = {
  ...noStorage,
  claim: (_namespace, name) => claims.find(({ metadata }) => metadata?.name === name),
  volume: (name) => volumes.find(({ metadata }) => metadata?.name === name),
  volumes: (storageClass) => volumes.filter(({ spec }) => (spec?.storageClassName ?? '') === storageClass),
  storageClass: (name) => classes[name as keyof typeof classes],
  csiDriver: (name) => (name === 'counting.csi' ? { spec: { storageCapacity: true } } : undefined),
  capacities: () => [
    { capacity: '2Gi', nodeTopology: { matchLabels: { 'kubernetes.io/hostname': 'b' } } },
    { capacity: '9Gi' },
  ],
};

const CONFLICT = "node(s) didn't match PersistentVolume's node affinity (final)";
const NOT_ENOUGH = 'node(s) did not have enough free storage (final)';
const NONE = "node(s) didn't find available persistent volumes to bind (final)";
test.each<[string, string, string]>([
  ['on-a', 'ok', CONFLICT],
  ['missing', 'persistentvolumeclaim "missing" not found (final)', 'persistentvolumeclaim "missing" not found (final)'],
  [
    'now',
    'pod has unbound immediate PersistentVolumeClaims (final)',
    'pod has unbound immediate PersistentVolumeClaims (final)',
  ],
  ['later', 'ok', 'ok'],
  ['chosen', NONE, 'ok'],
  ['by-hand', NONE, 'ok'],
  ['by-annotation', NONE, 'ok'],
  ['reserved', 'ok', NONE],
  ['on-b', NONE, 'ok'],
  ['counted', NOT_ENOUGH, 'ok'],
  ['counted-large', NOT_ENOUGH, NOT_ENOUGH],
  ['large', NONE, NONE],
  [
    'lost',
    'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s) (final)',
    'node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s) (final)',
  ],
])('a pod with the claim %s', (claimName, a, b) => {
  const pod = buildPodInfo('p', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] } });
  expect(verdicts(volumeBinding, pod, buildCluster([buildNode('a'), buildNode('b')], [], { storage }))).toEqual({
    a,
    b,
  });
});

test('a pod without claims goes anywhere, and waits for no volumes', () => {
  const pod = buildPodInfo('p');
  expect(volumeBinding.filter!(pod, buildCluster([], [], { storage }))).toBeUndefined();
  expect(volumeBinding.mayUnblock!({ type: 'storage-changed' }, pod)).toBe(false);
});
