import { join } from 'node:path';
import type { ClusterLayout, NodeLayout } from '../cluster/layout';
import { filesOf } from '../pki/certificate-authority';
import type { ClusterPki } from '../pki/cluster-pki';
import { componentKubeconfig } from '../pki/kubeconfig';
import { kubeletRoot } from './kubelet-roots';
import { XDS_PORT } from './control-plane';
import type { ProcessSpec } from './process-spec';
import { serviceProcess } from './service-process';

export function kubeletProcess(layout: ClusterLayout, pki: ClusterPki, node: NodeLayout): ProcessSpec {
  const { kubelet, kubeletServing: serving } = identityOf(pki, node);
  return serviceProcess(layout, {
    service: 'kubelet-agent',
    node,
    flags: {
      kubeconfig: componentKubeconfig(layout, `kubelet-${node.name}`),
      'network-kubeconfig': componentKubeconfig(layout, `network-${node.name}`),
      'hostname-override': node.name,
      'node-ip': node.address,
      'node-external-ip': node.address,
      address: node.address,
      ...runtimeFlags(layout, node),
      'tls-cert-file': serving.certificateFile,
      'tls-private-key-file': serving.keyFile,
      'client-ca-file': pki.caFile,
      'xds-server': `${layout.dnsServiceAddress}:${XDS_PORT}`,
    },
    health: {
      kind: 'https',
      url: `https://${node.address}:10250/healthz`,
      versionUrl: `https://${node.address}:10250/version`,
    },
    files: filesOf(kubelet),
  });
}

/** What a kubelet-agent has to be told about the containerd beside it and the cluster's networks. */
export const runtimeFlags = (layout: ClusterLayout, node: NodeLayout): Record<string, string> => ({
  'container-runtime-endpoint': `unix://${node.containerdSocket}`,
  'root-dir': kubeletRoot(node),
  'node-local-volume-dir': layout.volumesDir,
  'cni-conf-dir': node.cniConfDir,
  'cluster-dns': layout.dnsServiceAddress,
  'cluster-domain': 'cluster.local',
  'cluster-cidr': layout.options.podCidr,
  'service-cluster-ip-range': layout.options.serviceCidr,
  'cgroup-root': node.cgroupRoot,
  'resolv-conf': join(layout.runDir, 'resolv.conf'),
  // The disk is not the cluster's alone: what others fill it with is no reason to empty the nodes.
  'image-gc-high-threshold': '100',
  'eviction-hard':
    'memory.available<100Mi,nodefs.available<1Gi,nodefs.inodesFree<1%,imagefs.available<1Gi,imagefs.inodesFree<1%',
});

export function proxyProcess(layout: ClusterLayout, pki: ClusterPki, node: NodeLayout): ProcessSpec {
  const { proxy, proxyServing: serving } = identityOf(pki, node);
  return serviceProcess(layout, {
    service: 'proxy',
    node,
    flags: {
      kubeconfig: componentKubeconfig(layout, `proxy-${node.name}`),
      'hostname-override': node.name,
      'cluster-cidr': layout.options.podCidr,
      'healthz-bind-address': `${node.address}:10256`,
      'metrics-bind-address': `${node.address}:10249`,
      'tls-cert-file': serving.certificateFile,
      'tls-private-key-file': serving.keyFile,
      'client-ca-file': pki.caFile,
    },
    health: {
      kind: 'http',
      url: `http://${node.address}:10256/healthz`,
      versionUrl: `https://${node.address}:10249/version`,
    },
    files: filesOf(proxy),
  });
}

function identityOf(pki: ClusterPki, node: NodeLayout) {
  const identity = pki.nodes[node.name];
  if (!identity) throw new Error(`node ${node.name} has no certificates`);
  return identity;
}
