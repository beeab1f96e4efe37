import type { KubeObject } from '@kubets/apimachinery';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { Node, Pod } from '@kubets/proto-gen/core/v1';
import { createMemoryObjects } from '../../auth/testing/memory-objects';
import type { AdmissionAttributes } from '../../pipeline/admission';
import { attributesOf, type GivenAttributes } from '../testing/attributes';
import { nodeRestriction } from './node-restriction';

const user = { username: 'system:node:node-1', groups: ['system:nodes', 'system:authenticated'] };
const node = (name: string, labels?: Record<string, string>, spec?: Node['spec']): Node => ({
  metadata: { name, labels },
  spec,
});
const pod = (nodeName: string | undefined, rest: Partial<Pod> = {}): Pod => ({
  metadata: { namespace: 'shop', name: 'p', uid: 'u' },
  spec: { nodeName },
  ...rest,
});
const mirror = (rest: Partial<Pod['metadata']> = {}, spec: Pod['spec'] = { nodeName: 'node-1' }): Pod => ({
  metadata: { name: 'p', annotations: { 'kubernetes.io/config.mirror': 'x' }, ...rest },
  spec,
});
const reader = createMemoryObjects({
  pods: [pod('node-1'), { ...pod('node-2'), metadata: { namespace: 'shop', name: 'theirs', uid: 'v' } } as KubeObject],
});

const on = (resource: string, given: GivenAttributes) => attributesOf({ userInfo: user, reader, ...given, resource });
const certified = {
  ...pod('node-1'),
  metadata: { namespace: 'shop', name: 'certified', uid: 'c' },
  spec: {
    nodeName: 'node-1',
    serviceAccountName: 'robot',
    volumes: [{ name: 'v', projected: { sources: [{ podCertificate: { signerName: 'a.b/c' } }] } }],
  },
} as KubeObject;
const named = (name: string, uid: string, namespace?: string) =>
  ({ metadata: { name, uid, ...(namespace && { namespace }) } }) as KubeObject;
const certificates = createMemoryObjects({
  pods: [certified],
  nodes: [named('node-1', 'n')],
  serviceaccounts: [named('robot', 's', 'shop')],
});
const certificate = (spec: object = {}) =>
  on('podcertificaterequests', {
    group: 'certificates.k8s.io',
    reader: certificates,
    object: {
      spec: {
        nodeName: 'node-1',
        nodeUID: 'n',
        podName: 'certified',
        podUID: 'c',
        serviceAccountName: 'robot',
        serviceAccountUID: 's',
        signerName: 'a.b/c',
        ...spec,
      },
    } as KubeObject,
  });
const csiNode = (name: string) =>
  on('csinodes', { group: 'storage.k8s.io', namespace: '', object: { metadata: { name } } });
const claim = (status: object, subresource = 'status') =>
  on('persistentvolumeclaims', {
    operation: 'UPDATE',
    subresource,
    object: { metadata: { name: 'c' }, status } as KubeObject,
    oldObject: { metadata: { name: 'c' }, status: { phase: 'Bound' } } as KubeObject,
  });

const token = (ref: object | undefined) =>
  on('serviceaccounts', { subresource: 'token', object: { spec: { boundObjectRef: ref } } as TokenRequest });
const lease = (namespace: string, name: string, operation: 'CREATE' | 'UPDATE' = 'UPDATE') =>
  on('leases', { group: 'coordination.k8s.io', namespace, operation, name, object: { metadata: { name } } });
const taints = [{ key: 'x', effect: 'NoSchedule' }];

test.each<[string, AdmissionAttributes]>([
  [
    'register itself, with taints and labels',
    on('nodes', {
      object: node('node-1', { 'kubernetes.io/os': 'linux', team: 'a', 'node.kubernetes.io/x': '1' }, { taints }),
    }),
  ],
  [
    'change its status',
    on('nodes', { operation: 'UPDATE', subresource: 'status', object: node('node-1'), oldObject: node('node-1') }),
  ],
  [
    'keep labels an administrator gave',
    on('nodes', {
      operation: 'UPDATE',
      object: node('node-1', { 'node-restriction.kubernetes.io/a': '1' }),
      oldObject: node('node-1', { 'node-restriction.kubernetes.io/a': '1' }),
    }),
  ],
  ['delete its own pod', on('pods', { operation: 'DELETE', oldObject: pod('node-1') })],
  [
    'write the status of its own pod',
    on('pods', { operation: 'UPDATE', subresource: 'status', object: pod('node-1'), oldObject: pod('node-1') }),
  ],
  ['mirror a static pod', on('pods', { object: mirror({ ownerReferences: [{ kind: 'Node', name: 'node-1' }] }) })],
  ['evict its own pod', on('pods', { subresource: 'eviction', name: 'p' })],
  ['get a token for its own pod', token({ kind: 'Pod', apiVersion: 'v1', name: 'p', uid: 'u' })],
  ['make its lease', lease('kube-node-lease', 'node-1', 'CREATE')],
  ['renew its lease', lease('kube-node-lease', 'node-1')],
  ['ask for a certificate for its own pod', certificate()],
  ['say which drivers it has', csiNode('node-1')],
  ['say how large a volume has become', claim({ phase: 'Bound', capacity: { storage: '2Gi' } })],
  ['write events', on('events', { object: { metadata: { name: 'e' } } })],
])('a node may %s', async (_, attributes) => {
  expect(nodeRestriction.handles(attributes)).toBe(true);
  await nodeRestriction.validate(attributes);
});

test.each<[string, AdmissionAttributes, string]>([
  [
    'another node',
    on('nodes', { operation: 'UPDATE', object: node('node-2'), oldObject: node('node-2') }),
    'nodes "node-2" is forbidden: node "node-1" is not allowed to modify node "node-2"',
  ],
  [
    'its taints',
    on('nodes', { operation: 'UPDATE', object: node('node-1', {}, { taints }), oldObject: node('node-1') }),
    'node "node-1" is not allowed to modify taints',
  ],
  [
    'reserved labels',
    on('nodes', {
      object: node('node-1', {
        'node-restriction.kubernetes.io/pci': 'yes',
        'node-role.kubernetes.io/control-plane': '',
      }),
    }),
    'is not allowed to modify labels: node-restriction.kubernetes.io/pci, node-role.kubernetes.io/control-plane',
  ],
  [
    'reserved labels by taking them away',
    on('nodes', {
      operation: 'UPDATE',
      object: node('node-1'),
      oldObject: node('node-1', { 'node-restriction.kubernetes.io/pci': 'yes' }),
    }),
    'is not allowed to modify labels: node-restriction.kubernetes.io/pci',
  ],
  [
    'owners of itself',
    on('nodes', {
      object: { ...node('node-1'), metadata: { name: 'node-1', ownerReferences: [{ kind: 'X', name: 'x' }] } } as Node,
    }),
    'is not allowed to set ownerReferences',
  ],
  [
    'a real pod',
    on('pods', { object: pod('node-1') }),
    'pod does not have "kubernetes.io/config.mirror" annotation, node "node-1" can only create mirror pods',
  ],
  [
    'a mirror pod elsewhere',
    on('pods', { object: mirror({}, { nodeName: 'node-2' }) }),
    'node "node-1" can only create pods with spec.nodeName set to itself',
  ],
  [
    'a mirror pod of another node',
    on('pods', { object: mirror({ ownerReferences: [{ kind: 'Node', name: 'node-2' }] }) }),
    'can only create pods with an owner reference set to itself',
  ],
  [
    'a mirror pod with secrets',
    on('pods', { object: mirror({}, { nodeName: 'node-1', imagePullSecrets: [{ name: 's' }] }) }),
    'can not create pods that reference secrets',
  ],
  [
    'a change of a pod',
    on('pods', { operation: 'UPDATE', object: pod('node-1'), oldObject: pod('node-1') }),
    'node "node-1" can only create and delete mirror pods',
  ],
  [
    'a pod elsewhere',
    on('pods', { operation: 'DELETE', oldObject: pod('node-2') }),
    'pods "p" is forbidden: node "node-1" can only delete pods with spec.nodeName set to itself',
  ],
  [
    'the status of a pod elsewhere',
    on('pods', { operation: 'UPDATE', subresource: 'status', object: pod('node-2'), oldObject: pod('node-2') }),
    'can only update pod status for pods with spec.nodeName set to itself',
  ],
  [
    'labels through a status',
    on('pods', {
      operation: 'UPDATE',
      subresource: 'status',
      object: { ...pod('node-1'), metadata: { name: 'p', labels: { a: 'b' } } } as Pod,
      oldObject: pod('node-1'),
    }),
    'cannot update labels through pod status',
  ],
  [
    'an eviction elsewhere',
    on('pods', { subresource: 'eviction', name: 'theirs' }),
    'node node-1 can only evict pods with spec.nodeName set to itself',
  ],
  ['a binding', on('pods', { subresource: 'binding', name: 'p' }), 'unexpected pod subresource "binding"'],
  ['a token bound to nothing', token(undefined), 'node requested token not bound to a pod'],
  ['a token without a uid', token({ kind: 'Pod', name: 'p' }), 'node requested token with a pod binding without a uid'],
  ['a token of an earlier pod', token({ kind: 'Pod', name: 'p', uid: 'other' }), 'does not match the UID in record'],
  [
    'a token of a pod elsewhere',
    token({ kind: 'Pod', name: 'theirs', uid: 'v' }),
    'node requested token bound to a pod scheduled on a different node',
  ],
  [
    "another node's certificate",
    certificate({ nodeName: 'node-2' }),
    'PodCertificateRequest.Spec.NodeName="node-2", which is not the requesting node "node-1"',
  ],
  ['an earlier node', certificate({ nodeUID: 'm' }), 'names node UID "m", inconsistent with the running node ("n")'],
  ['an earlier pod', certificate({ podUID: 'x' }), 'contains pod UID ("x") which differs from running pod "c"'],
  ['no pod', certificate({ podName: 'none' }), 'named in the PodCertificateRequest: pod "none" not found'],
  ['another account', certificate({ serviceAccountName: 'x' }), 'contains serviceAccountName ("x") that differs'],
  ['an earlier account', certificate({ serviceAccountUID: 'x' }), 'names service account UID "x", which differs'],
  [
    'a signer that the pod does not name',
    certificate({ signerName: 'x.y/z' }),
    'pod "shop/certified" does not mount a podCertificate projected volume for signer "x.y/z"',
  ],
  ['the drivers of another', csiNode('node-2'), 'can only access CSINode with the same name as the requesting node'],
  ['a claim', claim({ phase: 'Bound' }, ''), 'may only update PVC status'],
  ['the phase of a claim', claim({ phase: 'Lost' }), 'is not allowed to update fields other than'],
  [
    'another lease',
    lease('kube-node-lease', 'node-2'),
    'can only access node lease with the same name as the requesting node',
  ],
  [
    'a lease elsewhere',
    lease('kube-system', 'node-1', 'CREATE'),
    'can only access leases in the "kube-node-lease" system namespace',
  ],
  [
    'anything under a name that is no node',
    on('nodes', { userInfo: { username: 'eve', groups: ['system:nodes'] } }),
    'could not determine node identity from user "eve"',
  ],
])('a node may not touch %s', async (_, attributes, message) => {
  await expect((async () => nodeRestriction.validate(attributes))()).rejects.toThrow(message);
});

test('others are free', () => expect(nodeRestriction.handles(attributesOf({ resource: 'nodes' }))).toBe(false));
