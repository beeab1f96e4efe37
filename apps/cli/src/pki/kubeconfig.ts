import { createPrivateKey } from 'node:crypto';
import { chown, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { ClusterLayout } from '../cluster/layout';
import type { CertificateFiles } from './certificate-authority';
import {
  CONTROL_PLANE_IDENTITIES,
  NODE_NETWORK_IDENTITY,
  type ClusterPki,
  type ControlPlaneComponent,
} from './cluster-pki';
import { writeWhole } from '../files/write-whole';

/** The kubeconfig file of a component, below the state directory. */
export const componentKubeconfig = (layout: ClusterLayout, component: string) =>
  join(layout.options.stateDir, 'kubeconfigs', `${component}.yaml`);

/** Writes the user's kubeconfig (REST) and one per component (the API server's gRPC port). */
export async function writeKubeconfigs(layout: ClusterLayout, pki: ClusterPki): Promise<void> {
  await mkdir(dirname(componentKubeconfig(layout, 'any')), { recursive: true, mode: 0o700 });
  await writeUserKubeconfig(layout, pki);
  const write = (component: string, host: string, user: string, files: CertificateFiles) => {
    const cluster = { server: `https://${host}:${layout.options.grpcPort}`, 'certificate-authority': pki.caFile };
    const credentials = { 'client-certificate': files.certificateFile, 'client-key': files.keyFile };
    return writeWhole(
      componentKubeconfig(layout, component),
      kubeconfig(layout.options.name, cluster, user, credentials),
      { mode: 0o600 },
    );
  };
  await Promise.all([
    write('admin', '127.0.0.1', 'kubernetes-admin', pki.admin),
    ...Object.entries(CONTROL_PLANE_IDENTITIES).map(([component, user]) =>
      // The ingress controller is in a network namespace of its own.
      write(
        component,
        component === 'ingress' ? layout.hostAddress : '127.0.0.1',
        user,
        pki.components[component as ControlPlaneComponent].client,
      ),
    ),
    ...layout.nodes.flatMap((node) => {
      const identity = pki.nodes[node.name];
      if (!identity) return [];
      return [
        write(`kubelet-${node.name}`, layout.hostAddress, `system:node:${node.name}`, identity.kubelet),
        write(`network-${node.name}`, layout.hostAddress, NODE_NETWORK_IDENTITY, identity.network),
        write(`proxy-${node.name}`, layout.hostAddress, 'system:kube-proxy', identity.proxy),
      ];
    }),
  ]);
}

async function writeUserKubeconfig(layout: ClusterLayout, pki: ClusterPki): Promise<void> {
  await writeWhole(
    layout.kubeconfig,
    await userKubeconfig(layout.options.name, `https://127.0.0.1:${layout.options.securePort}`, pki),
    { mode: 0o600 },
  );
  // Under sudo the file is for the person who called it, not for root alone.
  const { SUDO_UID, SUDO_GID } = process.env;
  if (SUDO_UID && SUDO_GID) await chown(layout.kubeconfig, Number(SUDO_UID), Number(SUDO_GID));
}

/** The administrator's kubeconfig, with everything in it, so that the file may be taken elsewhere. */
export async function userKubeconfig(name: string, server: string, pki: ClusterPki): Promise<string> {
  const base64 = (content: string | Buffer) => Buffer.from(content).toString('base64');
  const { certificateFile, keyFile } = pki.admin;
  const cluster = { server, 'certificate-authority-data': base64(pki.caPem) };
  const credentials = {
    'client-certificate-data': base64(await readFile(certificateFile)),
    'client-key-data': base64(sec1(await readFile(keyFile))),
  };
  return stringify(kubeconfigOf(name, cluster, 'kubernetes-admin', credentials));
}

/** As `EC PRIVATE KEY` (RFC 5915): fabric8, and all Java clients that stand on it, read no other form of an elliptic curve's key. */
const sec1 = (keyPem: Buffer) => createPrivateKey(keyPem).export({ type: 'sec1', format: 'pem' });

/** A component's kubeconfig: JSON, which is YAML too, and spares every process the reader of YAML. */
export const kubeconfig = (...parts: Parameters<typeof kubeconfigOf>) =>
  `${JSON.stringify(kubeconfigOf(...parts), null, 2)}\n`;

/** One that says where a cluster is, and nothing of who asks. */
export const kubeconfigWithoutUser = (name: string, cluster: object) =>
  `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster }],
      contexts: [{ name, context: { cluster: name } }],
      'current-context': name,
    },
    null,
    2,
  )}\n`;

/** With one cluster and one user. */
const kubeconfigOf = (name: string, cluster: object, user: string, credentials: object) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name, cluster }],
  users: [{ name: user, user: credentials }],
  contexts: [{ name, context: { cluster: name, user } }],
  'current-context': name,
});
