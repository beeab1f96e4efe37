import { createPrivateKey } from 'node:crypto';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  KEY_USAGES,
  keyUsage,
  parseCertificateRequest,
  pemText,
  readIssuer,
  signCertificate,
  type ExtendedKeyUsage,
} from '@kubets/api';
import type { CertificateSigningRequestSpec } from '@kubets/proto-gen/certificates/v1';

const BACKDATE_MS = 5 * 60_000;
/** What is valid for less ends when it was asked to, and is not backdated at its end. */
const SHORT_MS = 8 * 3600_000;
const LEAST_MS = 10 * 60_000;

const USAGES: ReadonlyMap<string, number> = new Map([
  ['signing', KEY_USAGES.digitalSignature],
  ['digital signature', KEY_USAGES.digitalSignature],
  ['content commitment', KEY_USAGES.contentCommitment],
  ['key encipherment', KEY_USAGES.keyEncipherment],
  ['key agreement', KEY_USAGES.keyAgreement],
  ['data encipherment', KEY_USAGES.dataEncipherment],
]);
const EXTENDED_USAGES: ReadonlyMap<string, ExtendedKeyUsage> = new Map([
  ['client auth', 'client'],
  ['server auth', 'server'],
]);

export interface Authority {
  certificatePem: string;
  keyPem: string;
}

/**
 * The certificate for a request, as PEM: its subject and names, the usages that were asked for, and as long as was asked for,
 * but no longer than `mostMs` and the authority's own certificate. @throws Error for an authority that has expired.
 */
export function signRequest(
  { request = '', usages = [], expirationSeconds }: CertificateSigningRequestSpec,
  authority: Authority,
  { now, mostMs }: { now: Date; mostMs: number },
): string {
  const { subject, publicKey, subjectAltName } = parseCertificateRequest(request);
  const issuer = readIssuer(authority.certificatePem);
  if (now >= issuer.notAfter)
    throw new Error(
      `refusing to sign a certificate that expired in the past: NotAfter=${issuer.notAfter.toISOString()}`,
    );
  const asked = expirationSeconds === undefined ? mostMs : expirationSeconds * 1000;
  const validMs = Math.min(Math.max(asked, LEAST_MS), mostMs);
  const ends = now.getTime() + validMs - (validMs < SHORT_MS ? 0 : BACKDATE_MS);
  const bits = usages.reduce((sum, usage) => sum | (USAGES.get(usage) ?? 0), 0);
  const extended = usages.flatMap((usage) => EXTENDED_USAGES.get(usage) ?? []);
  const content = {
    issuer: issuer.subject,
    subject,
    publicKey,
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(Math.min(ends, issuer.notAfter.getTime())),
    extensions: [
      ...(bits ? [keyUsage(bits)] : []),
      ...(extended.length > 0 ? [extendedKeyUsage(extended)] : []),
      basicConstraints(false),
      authorityKeyIdentifier(issuer.keyIdentifier),
      ...(subjectAltName ? [subjectAltName] : []),
    ],
  };
  return pemText('CERTIFICATE', signCertificate(content, createPrivateKey(authority.keyPem)));
}
