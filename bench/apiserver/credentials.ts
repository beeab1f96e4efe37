import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestPki } from '@kubets/component/testing';

/** What an apiserver on 127.0.0.1 proves itself with, and its administrator to it. */
export interface Credentials {
  /** As flags, which are ours and Kubernetes'. */
  flags: Record<string, string>;
  /** PEM. */
  admin: { ca: string; cert: string; key: string };
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
    remove: pki.remove,
  };
}
