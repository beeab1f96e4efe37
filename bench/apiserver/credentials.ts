import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestPki } from '@kubets/component/testing';
import { kubeconfig } from '../../apps/cli/src/pki/kubeconfig';

/** Whom a client certificate names. */
export interface Identity {
  commonName: string;
  organizations?: string[];
}

/** What an apiserver on 127.0.0.1 proves itself with, and its administrator to it. */
export interface Credentials {
  /** As flags, which are ours and Kubernetes'. */
  flags: Record<string, string>;
  /** PEM. */
  admin: { ca: string; cert: string; key: string };
  /** Issues a certificate for that user and writes a kubeconfig with it for a server at HOST:PORT; its path. */
  kubeconfigOf(user: Identity, address: string): Promise<string>;
  remove(): void;
}

export async function createCredentials(): Promise<Credentials> {
  const pki = await createTestPki();
  const admin = await pki.issue({ commonName: 'kubernetes-admin', organizations: ['system:masters'] });
  const serving = await pki.issue({ commonName: 'kube-apiserver', names: ['localhost', '127.0.0.1'] });
  const signingKeyFile = join(pki.directory, 'sa.key');
  writeFileSync(
    signingKeyFile,
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'sec1', format: 'pem' }),
  );
  return {
    flags: {
      'client-ca-file': pki.caFile,
      'tls-cert-file': serving.certFile,
      'tls-private-key-file': serving.keyFile,
      'service-account-signing-key-file': signingKeyFile,
    },
    admin: { ca: pki.ca, cert: admin.cert, key: admin.key },
    async kubeconfigOf(user, address) {
      const { certFile, keyFile } = await pki.issue(user);
      const cluster = { server: `https://${address}`, 'certificate-authority': pki.caFile };
      const path = `${certFile}.kubeconfig`;
      writeFileSync(
        path,
        kubeconfig('bench', cluster, user.commonName, { 'client-certificate': certFile, 'client-key': keyFile }),
      );
      return path;
    },
    remove: pki.remove,
  };
}
