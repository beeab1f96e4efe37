// Loads an X.509 library: imported when a certificate is made, which a start with certificates of before does not.
import 'reflect-metadata';
import { createPrivateKey, createPublicKey, webcrypto, type KeyObject } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as never); // Node's and the DOM's types of the same object

/** What a certificate says about its holder (RFC 5280); a user's name is the CN, the groups are the Os. */
export interface CertificateHolder {
  commonName: string;
  organizations?: string[];
  /** DNS names and IP addresses a server answers under; none for a client certificate. */
  hosts?: string[];
  usages: ('client' | 'server')[];
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3600 * 1000;
const CA_DAYS = 3650;
const LEAF_DAYS = 365;

/** A certificate that signs others and itself, as PEM. */
export async function issueRoot(key: KeyObject, commonName: string): Promise<string> {
  const keys = await keyPairOf(key);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + CA_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign | x509.KeyUsageFlags.digitalSignature,
        true,
      ),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return certificate.toString('pem');
}

/** A certificate of a server that nobody has vouched for, as PEM. */
export async function issueSelfSigned(
  key: KeyObject,
  { commonName, hosts }: { commonName: string; hosts: readonly string[] },
): Promise<string> {
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    keys: await keyPairOf(key),
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + LEAF_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [namesOf(hosts)],
  });
  return certificate.toString('pem');
}

/** Who vouches for others: its certificate and key, as PEM. */
export interface SigningAuthority {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** What all certificates of an authority have in common, made once for each. */
interface Signer {
  issuer: string;
  signingKey: webcrypto.CryptoKey;
  authorityKey: x509.Extension;
}

const signers = new WeakMap<SigningAuthority, Promise<Signer>>();

const LEAF = new x509.BasicConstraintsExtension(false, undefined, true);
const FOR_SIGNATURES = new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true);

/** A certificate for the holder of `key`, signed with the authority's, as PEM; for a year unless it is said until when. */
export async function issueLeaf(
  authority: SigningAuthority,
  key: KeyObject,
  request: CertificateHolder,
  notAfter = new Date(Date.now() + LEAF_DAYS * DAY_MS),
): Promise<string> {
  const { hosts = [] } = request;
  const usages = request.usages.map((usage) =>
    usage === 'client' ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth,
  );
  const { issuer, signingKey, authorityKey } = await signerOf(authority);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: [
      ...(request.organizations ?? []).map((organization) => ({ O: [organization] })),
      { CN: [request.commonName] },
    ],
    issuer,
    publicKey: await publicKeyOf(key),
    signingKey,
    notBefore: new Date(Math.min(Date.now(), notAfter.getTime()) - DAY_MS),
    notAfter,
    signingAlgorithm: ALGORITHM,
    extensions: [
      LEAF,
      FOR_SIGNATURES,
      new x509.ExtendedKeyUsageExtension(usages),
      ...(hosts.length > 0 ? [namesOf(hosts)] : []),
      authorityKey,
    ],
  });
  return certificate.toString('pem');
}

function signerOf(authority: SigningAuthority): Promise<Signer> {
  const known = signers.get(authority);
  if (known) return known;
  const made = (async () => {
    const root = new x509.X509Certificate(authority.certificatePem);
    return {
      issuer: root.subject,
      signingKey: await privateKeyOf(createPrivateKey(authority.keyPem)),
      authorityKey: await x509.AuthorityKeyIdentifierExtension.create(root.publicKey),
    };
  })();
  signers.set(authority, made);
  return made;
}

const namesOf = (hosts: readonly string[]) =>
  new x509.SubjectAlternativeNameExtension(
    hosts.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value })),
  );

/** The same key as the Web Cryptography API has it, which the library works with. */
async function keyPairOf(key: KeyObject): Promise<webcrypto.CryptoKeyPair> {
  const [privateKey, publicKey] = await Promise.all([privateKeyOf(key), publicKeyOf(key)]);
  return { privateKey, publicKey };
}

const privateKeyOf = (key: KeyObject): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('pkcs8', key.export({ type: 'pkcs8', format: 'der' }), ALGORITHM, true, ['sign']);

const publicKeyOf = (key: KeyObject): Promise<webcrypto.CryptoKey> =>
  webcrypto.subtle.importKey('spki', createPublicKey(key).export({ type: 'spki', format: 'der' }), ALGORITHM, true, [
    'verify',
  ]);
