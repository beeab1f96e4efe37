import { identityFile } from './component-directories';

test.each([
  ['admin', 'admin/admin'],
  ['apiserver', 'apiserver/serving'],
  ['apiserver-kubelet-client', 'apiserver/kubelet-client'],
  ['front-proxy-client', 'apiserver/front-proxy-client'],
  ['etcd/apiserver-client', 'apiserver/etcd-client'],
  ['etcd/server', 'etcd/server'],
  ['controller-manager', 'controller-manager/client'],
  ['cloud-lb-serving', 'cloud-lb/serving'],
  ['ingress', 'ingress/client'],
  ['dashboard-serving', 'dashboard/serving'],
  ['node-1/kubelet', 'nodes/node-1/client'],
  ['node-1/kubelet-serving', 'nodes/node-1/serving'],
  ['node-1/network', 'nodes/node-1/network'],
  ['node-1/proxy', 'proxies/node-1/client'],
  ['node-1/proxy-serving', 'proxies/node-1/serving'],
])('%s lies in %s', (identity, file) => {
  expect(identityFile(identity)).toBe(file);
});
