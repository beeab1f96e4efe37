import { generateKeyPairSync } from 'node:crypto';
import { hostname } from 'node:os';

/** A throw-away serving certificate for when none is configured, as Kubernetes' components make one. */
export async function selfSignedCertificate(service: string): Promise<{ cert: string; key: string }> {
  // Imported here: most processes have certificates and need not load an X.509 library.
  const { issueSelfSigned } = await import('./certificates');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    cert: await issueSelfSigned(privateKey, {
      commonName: `${service}@${hostname()}`,
      hosts: ['localhost', hostname(), '127.0.0.1'],
    }),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
