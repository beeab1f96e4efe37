import { parseFieldSelector, type KubeObject } from '@kubets/apimachinery';
import type { PersistentVolume, Pod } from '@kubets/proto-gen/core/v1';
import type { AuthorizationRequest } from '../../pipeline/authorization';
import { nodeRules } from '../bootstrap/component-roles';
import { createMemoryObjects } from '../testing/memory-objects';
import { createNodeAuthorizer } from './node-authorizer';
import { createNodeGraph } from './node-graph';

const pod = (name: string, nodeName: string | undefined, secret: string): Pod => ({
  metadata: { namespace: 'shop', name },
  spec: {
    nodeName,
    serviceAccountName: 'web',
    imagePullSecrets: [{ name: 'registry' }],
    containers: [
      {
        name: 'c',
        env: [{ name: 'X', valueFrom: { configMapKeyRef: { name: 'env' } } }],
        envFrom: [{ secretRef: { name: 'all' } }],
      },
    ],
    initContainers: [{ name: 'i', env: [{ name: 'Y', valueFrom: { secretKeyRef: { name: 'init' } } }] }],
    volumes: [
      { name: 's', secret: { secretName: secret } },
      { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
      {
        name: 'p',
        projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }, { secret: { name: 'projected' } }] },
      },
    ],
  },
});

const volume = (name: string, claim: string, secret: string): PersistentVolume => ({
  metadata: { name },
  spec: {
    claimRef: { namespace: 'shop', name: claim },
    csi: { driver: 'd', volumeHandle: name, nodeStageSecretRef: { namespace: 'storage', name: secret } },
  },
});
const attachment = (name: string, nodeName: string) => ({ metadata: { name }, spec: { nodeName } }) as KubeObject;
const certificate = (name: string, nodeName: string) =>
  ({ metadata: { namespace: 'shop', name }, spec: { nodeName } }) as KubeObject;

/** `verb group/resource[/subresource] namespace/name field-selector` as node-1 */
function request(
  text: string,
  user = { username: 'system:node:node-1', groups: ['system:nodes'] },
): AuthorizationRequest {
  const [verb = '', what = '', where = '/', selector] = text.split(' ');
  const [group = '', resource = '', subresource = ''] = what.split('/');
  const [namespace = '', name = ''] = where.split('/');
  return {
    user,
    verb,
    isResourceRequest: true,
    group: group === 'core' ? '' : group,
    version: 'v1',
    resource,
    subresource,
    namespace,
    name,
    path: '',
    ...(selector && { fieldSelector: parseFieldSelector(selector).requirements }),
  };
}

function setup() {
  const objects = createMemoryObjects({
    pods: [pod('a', 'node-1', 'tls'), pod('b', 'node-2', 'other'), pod('c', undefined, 'unscheduled')],
    persistentvolumes: [volume('mine', 'data', 'stage'), volume('theirs', 'other', 'elsewhere')],
    volumeattachments: [attachment('here', 'node-1'), attachment('there', 'node-2')],
    podcertificaterequests: [certificate('mine', 'node-1'), certificate('theirs', 'node-2')],
  });
  return { objects, authorizer: createNodeAuthorizer({ graph: createNodeGraph(objects), rules: nodeRules }) };
}

const UNRELATED = "no relationship found between node 'node-1' and this object";

test.each<[string, boolean, string?]>([
  ['get core/secrets shop/tls', true],
  ['watch core/secrets shop/tls', true],
  ['get core/secrets shop/registry', true],
  ['get core/secrets shop/all', true],
  ['get core/secrets shop/init', true],
  ['get core/secrets shop/projected', true],
  ['get core/configmaps shop/env', true],
  ['list core/configmaps shop/kube-root-ca.crt', true],
  ['get core/secrets shop/other', false, UNRELATED],
  ['get core/secrets shop/unscheduled', false, UNRELATED],
  ['get core/secrets default/tls', false, UNRELATED],
  ['list core/secrets shop/', false, 'No Object name found'],
  ['update core/secrets shop/tls', false, 'can only read resources of this type'],
  ['create core/serviceaccounts/token shop/web', true],
  ['create core/serviceaccounts/token shop/admin', false, UNRELATED],
  ['get core/serviceaccounts shop/web', true],
  ['get core/serviceaccounts shop/admin', false, UNRELATED],
  ['list core/serviceaccounts shop/web', false, 'can only create tokens for individual service accounts'],
  ['create core/serviceaccounts shop/', false, 'can only create tokens for individual service accounts'],
  ['get core/secrets storage/stage', true],
  ['get core/secrets storage/elsewhere', false, UNRELATED],
  ['get core/persistentvolumes /mine', true],
  ['get core/persistentvolumes /theirs', false, UNRELATED],
  ['get core/persistentvolumeclaims shop/data', true],
  ['patch core/persistentvolumeclaims/status shop/data', true],
  ['patch core/persistentvolumeclaims/status shop/other', false, UNRELATED],
  ['patch core/persistentvolumeclaims shop/data', false, 'can only get individual resources of this type'],
  ['get storage.k8s.io/volumeattachments /here', true],
  ['get storage.k8s.io/volumeattachments /not-yet', true],
  ['get storage.k8s.io/volumeattachments /there', false, UNRELATED],
  ['list storage.k8s.io/volumeattachments', false, 'can only get individual resources of this type'],
  ['create storage.k8s.io/csinodes', true],
  ['update storage.k8s.io/csinodes /node-1', true],
  [
    'update storage.k8s.io/csinodes /node-2',
    false,
    'can only access CSINode with the same name as the requesting node',
  ],
  ['list storage.k8s.io/csinodes', false, 'can only get, create, update, patch, or delete a CSINode'],
  ['get storage.k8s.io/csidrivers /d', true],
  ['watch certificates.k8s.io/clustertrustbundles', true],
  ['create certificates.k8s.io/podcertificaterequests shop/', true],
  ['get certificates.k8s.io/podcertificaterequests shop/mine', true],
  ['get certificates.k8s.io/podcertificaterequests shop/theirs', false, UNRELATED],
  ['watch certificates.k8s.io/podcertificaterequests / spec.nodeName=node-1', true],
  [
    'list certificates.k8s.io/podcertificaterequests',
    false,
    'can only list/watch podcertificaterequests with nodeName field selector',
  ],
  [
    'update certificates.k8s.io/podcertificaterequests/status shop/mine',
    false,
    'nodes may not access the status subresource of PodCertificateRequests',
  ],
  ['update coordination.k8s.io/leases kube-node-lease/node-1', true],
  ['create coordination.k8s.io/leases kube-node-lease/', true],
  [
    'update coordination.k8s.io/leases kube-node-lease/node-2',
    false,
    'can only access node lease with the same name as the requesting node',
  ],
  [
    'get coordination.k8s.io/leases kube-system/node-1',
    false,
    'can only access leases in the "kube-node-lease" system namespace',
  ],
  [
    'list coordination.k8s.io/leases kube-node-lease/',
    false,
    'can only get, create, update, patch, or delete a node lease',
  ],
  ['list core/pods', false, 'can only list/watch pods with spec.nodeName field selector'],
  ['watch core/pods', false, 'can only list/watch pods with spec.nodeName field selector'],
  ['watch core/pods shop/ spec.nodeName=node-2', false, 'can only list/watch pods with spec.nodeName field selector'],
  ['watch core/pods shop/ spec.nodeName!=node-1', false, 'can only list/watch pods with spec.nodeName field selector'],
  ['list core/pods / spec.nodeName=node-1', true],
  ['watch core/pods / status.phase!=Failed,spec.nodeName=node-1', true],
  ['watch core/pods shop/a', true],
  ['get core/pods shop/a', true],
  ['get core/pods shop/b', false, UNRELATED],
  ['get core/pods/log shop/a', false],
  ['update core/pods shop/a', false],
  ['deletecollection core/pods / spec.nodeName=node-1', false],
  ['delete core/pods shop/a', true],
  ['create core/pods/eviction shop/a', true],
  ['create core/pods/binding shop/a', false],
  ['list core/nodes', false, "node 'node-1' cannot read all nodes, only its own Node object"],
  ['watch core/nodes', false, "node 'node-1' cannot read all nodes, only its own Node object"],
  ['get core/nodes /node-2', false, "node 'node-1' cannot read 'node-2', only its own Node object"],
  ['watch core/nodes /node-1', true],
  ['get core/nodes /node-1', true],
  ['create core/nodes', true],
  ['delete core/nodes /node-1', false],
  ['get core/nodes/proxy /node-1', false],
  ['patch core/nodes/status /node-1', true],
  ['patch core/pods/status shop/a', true],
  ['create core/events shop/', true],
  ['list core/services', true],
  ['create core/services shop/', false],
  ['list rbac.authorization.k8s.io/clusterroles', false],
  ['delete core/namespaces shop/', false],
])('%s: %p', async (text, allowed, reason = '') =>
  expect(await setup().authorizer.authorize(request(text))).toEqual({ allowed, reason: reason && `node: ${reason}` }),
);

test.each([
  ['another user', { username: 'eve', groups: ['system:nodes'] }],
  ['a node name without the group', { username: 'system:node:node-1', groups: [] }],
  ['no node name', { username: 'system:node:', groups: ['system:nodes'] }],
])('%s gets nothing here', async (_, user) =>
  expect((await setup().authorizer.authorize(request('list core/services', user))).allowed).toBe(false),
);

test('rights follow the pods', async () => {
  const { objects, authorizer } = setup();
  const may = async (text: string) => (await authorizer.authorize(request(text))).allowed;
  expect(await may('get core/secrets shop/unscheduled')).toBe(false);
  objects.set('pods', pod('c', 'node-1', 'unscheduled'));
  expect(await may('get core/secrets shop/unscheduled')).toBe(true);
  expect(await may('get core/secrets shop/registry')).toBe(true);
  objects.delete('pods', pod('c', 'node-1', 'unscheduled'));
  expect(await may('get core/secrets shop/unscheduled')).toBe(false);
  // Pod a still refers to it.
  expect(await may('get core/secrets shop/registry')).toBe(true);
  objects.delete('pods', pod('a', 'node-1', 'tls'));
  objects.reset();
  expect(await may('get core/secrets shop/registry')).toBe(false);
});
