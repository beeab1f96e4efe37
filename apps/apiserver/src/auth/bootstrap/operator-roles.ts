import type { ClusterRole } from '@kubets/proto-gen/rbac/v1';
import { eventRules, READ, rule } from './rule';

const CERTIFICATES = 'certificates.k8s.io';
const approver = (name: string, signer: string): ClusterRole => ({
  metadata: { name: `system:${CERTIFICATES}:${name}` },
  rules: [rule(CERTIFICATES, ['signers'], ['approve'], [`kubernetes.io/${signer}`])],
});
const requester = (name: string): ClusterRole => ({
  metadata: { name: `system:${CERTIFICATES}:certificatesigningrequests:${name}` },
  rules: [rule(CERTIFICATES, [`certificatesigningrequests/${name}`], ['create'])],
});

/** Bound to nobody but where a cluster has what they are for: installers bind them by their names. */
export const operatorRoles: ClusterRole[] = [
  requester('nodeclient'),
  requester('selfnodeclient'),
  approver('kube-apiserver-client-approver', 'kube-apiserver-client'),
  approver('kube-apiserver-client-kubelet-approver', 'kube-apiserver-client-kubelet'),
  approver('kubelet-serving-approver', 'kubelet-serving'),
  approver('legacy-unknown-approver', 'legacy-unknown'),
  {
    metadata: { name: 'system:node-bootstrapper' },
    rules: [rule(CERTIFICATES, ['certificatesigningrequests'], ['create', ...READ])],
  },
  {
    metadata: { name: 'system:node-problem-detector' },
    rules: [rule('', ['nodes'], ['get']), rule('', ['nodes/status'], ['patch']), ...eventRules],
  },
  {
    metadata: { name: 'system:persistent-volume-provisioner' },
    rules: [
      rule('', ['persistentvolumes'], ['create', 'delete', ...READ]),
      rule('', ['persistentvolumeclaims'], ['get', 'list', 'update', 'watch']),
      rule('storage.k8s.io', ['storageclasses'], READ),
      rule('', ['events'], ['watch']),
      ...eventRules,
    ],
  },
  {
    metadata: { name: 'system:volume-scheduler' },
    rules: [
      rule('', ['persistentvolumes'], ['get', 'list', 'patch', 'update', 'watch']),
      rule('storage.k8s.io', ['storageclasses'], READ),
      rule('', ['persistentvolumeclaims'], ['get', 'list', 'patch', 'update', 'watch']),
    ],
  },
  { metadata: { name: 'system:kube-aggregator' }, rules: [rule('', ['endpoints', 'services'], READ)] },
  {
    metadata: { name: 'system:heapster' },
    rules: [rule('', ['events', 'namespaces', 'nodes', 'pods'], READ), rule('extensions', ['deployments'], READ)],
  },
];
