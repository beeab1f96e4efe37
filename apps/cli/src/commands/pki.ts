import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { addressOf } from '../cluster/networks';
import {
  CONTROL_PLANE_IDENTITIES,
  issueClusterPki,
  NODE_NETWORK_IDENTITY,
  type ClusterPki,
  type ControlPlaneComponent,
} from '../pki/cluster-pki';
import type { CertificateFiles } from '../pki/certificate-authority';
import { kubeconfig, kubeconfigWithoutUser, userKubeconfig } from '../pki/kubeconfig';
import { identityFile } from '../pki/component-directories';
import { writeWhole } from '../files/write-whole';

export interface PkiOptions {
  name: string;
  /** Holds a directory per component; all that is in one may be given to that component. */
  dir: string;
  /** Network of Service addresses; the first is the API server's. */
  serviceCidr: string;
  /** gRPC address of the API server as the components reach it. */
  server: string;
  /** HTTPS address of its REST API as the dashboard reaches it. */
  restServer: string;
  /** HTTPS address of the API server as the administrator reaches it. */
  adminServer: string;
  nodes: { name: string; address: string }[];
  /** Further names and addresses of servers. */
  hosts: { component: string; host: string }[];
}

const SERVERS = ['apiserver', 'etcd', 'dashboard', ...Object.keys(CONTROL_PLANE_IDENTITIES)] as (
  'apiserver' | 'etcd' | 'dashboard' | ControlPlaneComponent
)[];

/** Makes what every component needs to be known and to know the others, each in a directory of its own, and ends. */
export async function pki(options: PkiOptions): Promise<void> {
  const { nodes } = options;
  const dir = resolve(options.dir);
  const files = await issueClusterPki({
    caDir: join(dir, 'ca'),
    etcdCaDir: join(dir, 'ca/etcd'),
    frontProxyCaDir: join(dir, 'ca/front-proxy'),
    serviceAccountDir: join(dir, 'apiserver'),
    fileOf: (identity) => join(dir, identityFile(identity)),
    hosts: hostsOf(options),
    nodes,
  });
  await copyCertificateAuthorities(dir, files);
  // It signs the tokens that lie in Secrets.
  const signingKey = await readFile(files.serviceAccount.privateKeyFile, 'utf8');
  await writeWhole(join(dir, 'controller-manager/service-account.key'), signingKey, { mode: 0o600 });
  await Promise.all(clientsOf(files).map(([user, client, file]) => writeKubeconfig(options, user, client, file)));
  await writeDashboard(dir, options, files);
  await writeWhole(join(dir, 'admin/kubeconfig'), await userKubeconfig(options.name, options.adminServer, files), {
    mode: 0o600,
  });
  console.log(`certificates and kubeconfigs of ${SERVERS.length} servers and ${nodes.length} nodes are in ${dir}`);
}

function hostsOf({ hosts, serviceCidr }: PkiOptions) {
  const unknown = hosts.find(({ component }) => !SERVERS.some((server) => server === component));
  if (unknown)
    throw new Error(`--host ${unknown.component}=${unknown.host}: no such server; there are ${SERVERS.join(', ')}`);
  const named = SERVERS.map((server) => [
    server,
    [server, ...hosts.filter(({ component }) => component === server).map(({ host }) => host)],
  ]);
  const byServer = Object.fromEntries(named) as Record<(typeof SERVERS)[number], string[]>;
  return { ...byServer, apiserver: [...byServer.apiserver, addressOf('service-cidr', serviceCidr, 1)] };
}

const clientsOf = (files: ClusterPki): [user: string, client: CertificateFiles, kubeconfig?: string][] => [
  ...(Object.keys(CONTROL_PLANE_IDENTITIES) as ControlPlaneComponent[]).map(
    (component) =>
      [CONTROL_PLANE_IDENTITIES[component], files.components[component].client] as [string, CertificateFiles],
  ),
  ...Object.entries(files.nodes).flatMap(([name, node]): [string, CertificateFiles, string?][] => [
    [`system:node:${name}`, node.kubelet],
    // Beside the kubelet's own, in the directory of the node.
    [NODE_NETWORK_IDENTITY, node.network, 'network-kubeconfig'],
    ['system:kube-proxy', node.proxy],
  ]),
];

/** Everybody knows the cluster's authority; only etcd and its one client know etcd's. */
async function copyCertificateAuthorities(dir: string, files: ClusterPki): Promise<void> {
  const holders = [files.apiserver, files.admin, ...clientsOf(files).map(([, client]) => client)];
  // A node holds two in one directory.
  const directories = new Set(holders.map(({ certificateFile }) => dirname(certificateFile)));
  await Promise.all([...directories].map((directory) => writeWhole(join(directory, 'ca.crt'), files.caPem)));
  const etcdCaPem = await readFile(files.etcdCaFile, 'utf8');
  for (const file of ['etcd/ca.crt', 'apiserver/etcd-ca.crt']) await writeWhole(join(dir, file), etcdCaPem);
  await writeWhole(join(dir, 'apiserver/front-proxy-ca.crt'), await readFile(files.frontProxyCaFile, 'utf8'));
}

/** Paths are relative to the file: the component sees its directory under another name. */
async function writeKubeconfig(
  { name, server }: PkiOptions,
  user: string,
  client: CertificateFiles,
  file = 'kubeconfig',
): Promise<void> {
  const dir = dirname(client.certificateFile);
  const cluster = { server, 'certificate-authority': 'ca.crt' };
  const credentials = {
    'client-certificate': relative(dir, client.certificateFile),
    'client-key': relative(dir, client.keyFile),
  };
  await writeWhole(join(dir, file), kubeconfig(name, cluster, user, credentials), { mode: 0o600 });
}

/** It knows where the API server is and whose certificate to believe, and is nobody there: visitors bring who they are. */
async function writeDashboard(dir: string, { name, restServer }: PkiOptions, { caPem }: ClusterPki): Promise<void> {
  await writeWhole(join(dir, 'dashboard/ca.crt'), caPem);
  const cluster = { server: restServer, 'certificate-authority': 'ca.crt' };
  await writeWhole(join(dir, 'dashboard/kubeconfig'), kubeconfigWithoutUser(name, cluster), { mode: 0o600 });
}
