import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import {
  authorityKeyIdentifier,
  basicConstraints,
  distinguishedName,
  extendedKeyUsage,
  KEY_USAGES,
  keyIdentifier,
  keyUsage,
  pemText,
  readIssuer,
  signCertificate,
  subjectAltName,
  subjectKeyIdentifier,
  type CertificateContent,
  type CertificateIssuer,
  type ExtendedKeyUsage,
} from '@kubets/api';

/** What a certificate says about its holder (RFC 5280); a user's name is the CN, the groups are the Os. */
export interface CertificateHolder {
  commonName: string;
  organizations?: string[];
  /** DNS names and IP addresses a server answers under; none for a client certificate. */
  hosts?: string[];
  usages: ExtendedKeyUsage[];
}

const DAY_MS = 24 * 3600 * 1000;
const CA_DAYS = 3650;
const LEAF_DAYS = 365;
const OF_AN_AUTHORITY = KEY_USAGES.keyCertSign | KEY_USAGES.cRLSign | KEY_USAGES.digitalSignature;

/** A certificate that signs others and itself, as PEM. */
export function issueRoot(key: KeyObject, commonName: string): string {
  const publicKey = publicKeyOf(key);
  return selfSigned(key, commonName, CA_DAYS, [
    basicConstraints(true),
    keyUsage(OF_AN_AUTHORITY),
    subjectKeyIdentifier(keyIdentifier(publicKey)),
  ]);
}

/** A certificate of a server that nobody has vouched for, as PEM. */
export const issueSelfSigned = (
  key: KeyObject,
  { commonName, hosts }: { commonName: string; hosts: readonly string[] },
): string => selfSigned(key, commonName, LEAF_DAYS, [subjectAltName(hosts)]);

/** Who vouches for others: its certificate and key, as PEM. */
export interface SigningAuthority {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** What all certificates of an authority have in common, read once for each. */
interface Signer extends CertificateIssuer {
  key: KeyObject;
}

const signers = new WeakMap<SigningAuthority, Signer>();

/** A certificate for the holder of `key`, signed with the authority's, as PEM; for a year unless it is said until when. */
export function issueLeaf(
  authority: SigningAuthority,
  key: KeyObject,
  { commonName, organizations = [], hosts = [], usages }: CertificateHolder,
  notAfter = new Date(Date.now() + LEAF_DAYS * DAY_MS),
): string {
  const signer = signerOf(authority);
  const content: CertificateContent = {
    issuer: signer.subject,
    subject: distinguishedName([...organizations.map((name) => ['O', name] as const), ['CN', commonName]]),
    publicKey: publicKeyOf(key),
    notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - DAY_MS),
    notAfter,
    extensions: [
      basicConstraints(false),
      keyUsage(KEY_USAGES.digitalSignature),
      extendedKeyUsage(usages),
      ...(hosts.length > 0 ? [subjectAltName(hosts)] : []),
      authorityKeyIdentifier(signer.keyIdentifier),
    ],
  };
  return pemText('CERTIFICATE', signCertificate(content, signer.key));
}

function signerOf(authority: SigningAuthority): Signer {
  const known = signers.get(authority);
  if (known) return known;
  const read = { ...readIssuer(authority.certificatePem), key: createPrivateKey(authority.keyPem) };
  signers.set(authority, read);
  return read;
}

function selfSigned(key: KeyObject, commonName: string, days: number, extensions: Buffer[]): string {
  const name = distinguishedName([['CN', commonName]]);
  const content: CertificateContent = {
    issuer: name,
    subject: name,
    publicKey: publicKeyOf(key),
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
    extensions,
  };
  return pemText('CERTIFICATE', signCertificate(content, key));
}

const publicKeyOf = (key: KeyObject): Buffer =>
  Buffer.from(createPublicKey(key).export({ type: 'spki', format: 'der' }));
