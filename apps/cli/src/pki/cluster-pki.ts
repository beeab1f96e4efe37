import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import { ensureSigningKey, openCertificateAuthority, type CertificateFiles } from './certificate-authority';

/** Every certificate of a cluster: one identity per component, as Kubernetes names them. */
export interface ClusterPki {
  caFile: string;
  caPem: string;
  etcdCaFile: string;
  admin: CertificateFiles;
  apiserver: CertificateFiles;
  apiserverKubeletClient: CertificateFiles;
  apiserverEtcdClient: CertificateFiles;
  etcd: CertificateFiles;
  serviceAccount: { publicKeyFile: string; privateKeyFile: string };
  /** Client identity and serving certificate of each component that has both, by component. */
  components: Record<ControlPlaneComponent, { client: CertificateFiles; serving: CertificateFiles }>;
  nodes: Record<string, { kubelet: CertificateFiles; kubeletServing: CertificateFiles; proxy: CertificateFiles; proxyServing: CertificateFiles }>;
}

export const CONTROL_PLANE_IDENTITIES = {
  'controller-manager': 'system:kube-controller-manager',
  scheduler: 'system:kube-scheduler',
  dns: 'system:kube-dns',
  'cloud-lb': 'system:cloud-controller-manager',
} as const;

export type ControlPlaneComponent = keyof typeof CONTROL_PLANE_IDENTITIES;

const LOOPBACK = ['localhost', '127.0.0.1'];

/** Opens or completes the PKI below the state directory; certificates about to expire are renewed. */
export async function ensureClusterPki(layout: ClusterLayout): Promise<ClusterPki> {
  const ca = await openCertificateAuthority(layout.pkiDir, 'kubernetes-ca');
  const etcdCa = await openCertificateAuthority(join(layout.pkiDir, 'etcd'), 'etcd-ca');
  const hostNames = [...LOOPBACK, layout.hostAddress];
  const apiNames = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'kubernetes.default.svc.cluster.local'];
  const serving = (file: string, commonName: string, hosts: string[]) => ca.issue({ file, commonName, hosts, usages: ['server'] });
  const client = (file: string, commonName: string, organizations?: string[]) => ca.issue({ file, commonName, organizations, usages: ['client'] });

  const components = Object.fromEntries(
    await Promise.all(
      Object.entries(CONTROL_PLANE_IDENTITIES).map(async ([component, user]) => [
        component,
        { client: await client(component, user), serving: await serving(`${component}-serving`, user, hostNames) },
      ]),
    ),
  ) as ClusterPki['components'];

  const nodes = Object.fromEntries(
    await Promise.all(
      layout.nodes.map(async (node) => [
        node.name,
        {
          kubelet: await client(`${node.name}/kubelet`, `system:node:${node.name}`, ['system:nodes']),
          kubeletServing: await serving(`${node.name}/kubelet-serving`, `system:node:${node.name}`, [node.name, node.address, ...LOOPBACK]),
          proxy: await client(`${node.name}/proxy`, 'system:kube-proxy'),
          proxyServing: await serving(`${node.name}/proxy-serving`, 'system:kube-proxy', [node.name, node.address, ...LOOPBACK]),
        },
      ]),
    ),
  ) as ClusterPki['nodes'];

  return {
    caFile: ca.certificateFile,
    caPem: ca.certificatePem,
    etcdCaFile: etcdCa.certificateFile,
    admin: await client('admin', 'kubernetes-admin', ['system:masters']),
    apiserver: await serving('apiserver', 'kube-apiserver', [...apiNames, ...hostNames, layout.apiServiceAddress]),
    apiserverKubeletClient: await client('apiserver-kubelet-client', 'kube-apiserver-kubelet-client', ['system:masters']),
    apiserverEtcdClient: await etcdCa.issue({ file: 'apiserver-client', commonName: 'kube-apiserver-etcd-client', usages: ['client'] }),
    etcd: await etcdCa.issue({ file: 'server', commonName: 'etcd', hosts: LOOPBACK, usages: ['server', 'client'] }),
    serviceAccount: await ensureSigningKey(layout.pkiDir, 'service-account'),
    components,
    nodes,
  };
}
