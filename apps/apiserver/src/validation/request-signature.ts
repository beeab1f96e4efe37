import { createPublicKey, verify } from 'node:crypto';
import type { CertificateRequest } from '@kubets/api';

const HASHES: Record<string, string> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
};
const ED25519 = '1.3.101.112';

/** Why a request is not signed by the key that it is for. @throws Error for a key that is none. */
export function signatureProblem(request: CertificateRequest): string | undefined {
  const { signed, publicKey, signatureAlgorithm, signature } = request;
  const hash = HASHES[signatureAlgorithm];
  if (!hash && signatureAlgorithm !== ED25519) return 'x509: cannot verify signature: algorithm unimplemented';
  const key = createPublicKey({ key: publicKey, format: 'der', type: 'spki' });
  return verify(hash ?? null, signed, key, signature) ? undefined : 'x509: signature verification failed';
}
