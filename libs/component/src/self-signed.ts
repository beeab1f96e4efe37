import { generateKeyPairSync } from 'node:crypto';
import { hostname } from 'node:os';
import { issueSelfSigned } from './certificates';

/** A throw-away serving certificate for when none is configured, as Kubernetes' components make one. */
export function selfSignedCertificate(service: string): { cert: string; key: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    cert: issueSelfSigned(privateKey, {
      commonName: `${service}@${hostname()}`,
      hosts: ['localhost', hostname(), '127.0.0.1'],
    }),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}
