import { join } from 'node:path';
import type { ClusterLayout } from '../cluster/layout';
import {
  certifiedHosts,
  ensureSigningKey,
  openCertificateAuthority,
  type CertificateFiles,
} from './certificate-authority';

/** Every certificate of a cluster: one identity per component, as Kubernetes names them. */
export interface ClusterPki {
  caFile: string;
  caKeyFile: string;
  caPem: string;
  etcdCaFile: string;
  admin: CertificateFiles;
  apiserver: CertificateFiles;
  apiserverKubeletClient: CertificateFiles;
  apiserverEtcdClient: CertificateFiles;
  /** The authority of what the apiserver shows extension servers, and that. */
  frontProxyCaFile: string;
  frontProxyClient: CertificateFiles;
  etcd: CertificateFiles;
  /** What the dashboard shows browsers, where it is a service of its own; it has no identity, for it acts with those of its visitors. */
  dashboardServing?: CertificateFiles;
  serviceAccount: { publicKeyFile: string; privateKeyFile: string };
  /** Client identity and serving certificate of each component that has both, by component. */
  components: Record<ControlPlaneComponent, { client: CertificateFiles; serving: CertificateFiles }>;
  /** `network` is the kubelet-agent's second identity, for the routes to other nodes. */
  nodes: Record<
    string,
    {
      kubelet: CertificateFiles;
      kubeletServing: CertificateFiles;
      network: CertificateFiles;
      proxy: CertificateFiles;
      proxyServing: CertificateFiles;
    }
  >;
}

export const CONTROL_PLANE_IDENTITIES = {
  'controller-manager': 'system:kube-controller-manager',
  scheduler: 'system:kube-scheduler',
  dns: 'system:kube-dns',
  'cloud-lb': 'system:cloud-controller-manager',
  ingress: 'system:ingress-controller',
} as const;

/** The name by which extension servers know the apiserver. */
export const FRONT_PROXY_NAME = 'front-proxy-client';

/** Who may read all nodes, which a node itself may not. */
export const NODE_NETWORK_IDENTITY = 'system:node-network';

export type ControlPlaneComponent = keyof typeof CONTROL_PLANE_IDENTITIES;

/** Where a cluster's certificates lie, and the names its servers answer under besides the loopback ones. */
export interface PkiPlan {
  caDir: string;
  etcdCaDir: string;
  frontProxyCaDir: string;
  serviceAccountDir: string;
  /** Path of an identity's files without extension, such as that of `scheduler` or `node-1/kubelet-serving`. */
  fileOf(identity: string): string;
  hosts: Record<'apiserver' | 'etcd' | ControlPlaneComponent, string[]> & { dashboard?: string[] };
  nodes: { name: string; address: string }[];
}

const LOOPBACK = ['localhost', '127.0.0.1'];
const API_SERVICE_NAMES = [
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'kubernetes.default.svc.cluster.local',
];

/**
 * Opens or completes the PKI below the state directory of a cluster on this machine.
 * @param machine names and addresses by which others reach the API server; what its certificate has stays unless they are given
 */
export async function ensureClusterPki(layout: ClusterLayout, machine?: readonly string[]): Promise<ClusterPki> {
  const host = [layout.hostAddress];
  const apiserver = [...host, layout.apiServiceAddress];
  const certified = async () => {
    const others = new Set([...API_SERVICE_NAMES, ...LOOPBACK, ...apiserver]);
    return (await certifiedHosts(`${join(layout.pkiDir, 'apiserver')}.crt`)).filter((name) => !others.has(name));
  };
  const own = machine?.filter((name) => !apiserver.includes(name)) ?? (await certified());
  return issueClusterPki({
    caDir: layout.pkiDir,
    etcdCaDir: join(layout.pkiDir, 'etcd'),
    frontProxyCaDir: join(layout.pkiDir, 'front-proxy'),
    serviceAccountDir: layout.pkiDir,
    fileOf: (identity) => join(layout.pkiDir, identity),
    hosts: {
      apiserver: [...apiserver, ...own],
      etcd: [],
      'controller-manager': host,
      scheduler: host,
      // Pods ask it for xDS by the address of its Service.
      dns: [...host, layout.dnsServiceAddress],
      'cloud-lb': host,
      ingress: [layout.ingress.address],
    },
    nodes: layout.nodes,
  });
}

/** Makes every certificate of the plan that is not there; those about to expire are renewed. */
export async function issueClusterPki(plan: PkiPlan): Promise<ClusterPki> {
  const ca = await openCertificateAuthority(plan.caDir, 'kubernetes-ca');
  const etcdCa = await openCertificateAuthority(plan.etcdCaDir, 'etcd-ca');
  const frontProxyCa = await openCertificateAuthority(plan.frontProxyCaDir, 'kubernetes-front-proxy-ca');
  const serving = (identity: string, commonName: string, hosts: string[]) =>
    ca.issue({ file: plan.fileOf(identity), commonName, hosts, usages: ['server'] });
  const client = (identity: string, commonName: string, organizations?: string[]) =>
    ca.issue({ file: plan.fileOf(identity), commonName, organizations, usages: ['client'] });

  const components = Object.fromEntries(
    await Promise.all(
      (Object.keys(CONTROL_PLANE_IDENTITIES) as ControlPlaneComponent[]).map(async (component) => [
        component,
        {
          client: await client(component, CONTROL_PLANE_IDENTITIES[component]),
          serving: await serving(`${component}-serving`, CONTROL_PLANE_IDENTITIES[component], [
            ...LOOPBACK,
            ...plan.hosts[component],
          ]),
        },
      ]),
    ),
  ) as ClusterPki['components'];

  const nodes = Object.fromEntries(
    await Promise.all(
      plan.nodes.map(async (node) => [
        node.name,
        {
          kubelet: await client(`${node.name}/kubelet`, `system:node:${node.name}`, ['system:nodes']),
          kubeletServing: await serving(`${node.name}/kubelet-serving`, `system:node:${node.name}`, [
            node.name,
            node.address,
            ...LOOPBACK,
          ]),
          network: await client(`${node.name}/network`, NODE_NETWORK_IDENTITY),
          proxy: await client(`${node.name}/proxy`, 'system:kube-proxy'),
          proxyServing: await serving(`${node.name}/proxy-serving`, 'system:kube-proxy', [
            node.name,
            node.address,
            ...LOOPBACK,
          ]),
        },
      ]),
    ),
  ) as ClusterPki['nodes'];

  return {
    caFile: ca.certificateFile,
    caKeyFile: ca.keyFile,
    caPem: ca.certificatePem,
    etcdCaFile: etcdCa.certificateFile,
    admin: await client('admin', 'kubernetes-admin', ['system:masters']),
    apiserver: await serving('apiserver', 'kube-apiserver', [
      ...API_SERVICE_NAMES,
      ...LOOPBACK,
      ...plan.hosts.apiserver,
    ]),
    apiserverKubeletClient: await client('apiserver-kubelet-client', 'kube-apiserver-kubelet-client', [
      'system:masters',
    ]),
    apiserverEtcdClient: await etcdCa.issue({
      file: plan.fileOf('etcd/apiserver-client'),
      commonName: 'kube-apiserver-etcd-client',
      usages: ['client'],
    }),
    frontProxyCaFile: frontProxyCa.certificateFile,
    frontProxyClient: await frontProxyCa.issue({
      file: plan.fileOf('front-proxy-client'),
      commonName: FRONT_PROXY_NAME,
      usages: ['client'],
    }),
    etcd: await etcdCa.issue({
      file: plan.fileOf('etcd/server'),
      commonName: 'etcd',
      hosts: [...LOOPBACK, ...plan.hosts.etcd],
      usages: ['server', 'client'],
    }),
    ...(plan.hosts.dashboard && {
      dashboardServing: await serving('dashboard-serving', 'kubets-dashboard', [...LOOPBACK, ...plan.hosts.dashboard]),
    }),
    serviceAccount: await ensureSigningKey(plan.serviceAccountDir, 'service-account'),
    components,
    nodes,
  };
}
