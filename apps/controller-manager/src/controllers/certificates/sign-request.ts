// Loads an X.509 library: imported when the first request is to be signed.
import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { CertificateSigningRequestSpec } from '@kubets/proto-gen/certificates/v1';

x509.cryptoProvider.set(webcrypto as never); // Node's and the DOM's types of the same object

const BACKDATE_MS = 5 * 60_000;
/** What is valid for less ends when it was asked to, and is not backdated at its end. */
const SHORT_MS = 8 * 3600_000;
const LEAST_MS = 10 * 60_000;

const SUBJECT_ALT_NAME = '2.5.29.17';

const { KeyUsageFlags } = x509;
const KEY_USAGES: ReadonlyMap<string, number> = new Map([
  ['signing', KeyUsageFlags.digitalSignature],
  ['digital signature', KeyUsageFlags.digitalSignature],
  ['content commitment', KeyUsageFlags.nonRepudiation],
  ['key encipherment', KeyUsageFlags.keyEncipherment],
  ['key agreement', KeyUsageFlags.keyAgreement],
  ['data encipherment', KeyUsageFlags.dataEncipherment],
]);
const EXTENDED_USAGES: ReadonlyMap<string, string> = new Map([
  ['client auth', x509.ExtendedKeyUsage.clientAuth],
  ['server auth', x509.ExtendedKeyUsage.serverAuth],
]);

export interface Authority {
  certificatePem: string;
  keyPem: string;
}

/**
 * The certificate for a request, as PEM: its subject and names, the usages that were asked for, and as long as was asked for,
 * but no longer than `mostMs` and the authority's own certificate. @throws Error for an authority that has expired.
 */
export async function signRequest(
  { request = '', usages = [], expirationSeconds }: CertificateSigningRequestSpec,
  authority: Authority,
  { now, mostMs }: { now: Date; mostMs: number },
): Promise<string> {
  const csr = new x509.Pkcs10CertificateRequest(Buffer.from(request, 'base64').toString('latin1'));
  const root = new x509.X509Certificate(authority.certificatePem);
  if (now >= root.notAfter)
    throw new Error(`refusing to sign a certificate that expired in the past: NotAfter=${root.notAfter.toISOString()}`);
  const asked = expirationSeconds === undefined ? mostMs : expirationSeconds * 1000;
  const validMs = Math.min(Math.max(asked, LEAST_MS), mostMs);
  const ends = now.getTime() + validMs - (validMs < SHORT_MS ? 0 : BACKDATE_MS);
  const names = csr.getExtension(SUBJECT_ALT_NAME);
  const flags = usages.reduce((sum, usage) => sum | (KEY_USAGES.get(usage) ?? 0), 0);
  const extended = usages.flatMap((usage) => EXTENDED_USAGES.get(usage) ?? []);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: csr.subjectName,
    issuer: root.subjectName,
    publicKey: csr.publicKey,
    signingKey: await signingKeyOf(authority.keyPem),
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(Math.min(ends, root.notAfter.getTime())),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.KeyUsagesExtension(flags, true),
      new x509.ExtendedKeyUsageExtension(extended),
      new x509.BasicConstraintsExtension(false, undefined, true),
      await x509.AuthorityKeyIdentifierExtension.create(root.publicKey),
      ...(names ? [new x509.Extension(SUBJECT_ALT_NAME, names.critical, names.value)] : []),
    ],
  });
  return `${certificate.toString('pem')}\n`;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** @throws Error for a key that is not one of the curve P-256, as this cluster's are. */
function signingKeyOf(pem: string): Promise<webcrypto.CryptoKey> {
  const pkcs8 = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']);
}
