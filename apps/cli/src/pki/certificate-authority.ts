import 'reflect-metadata';
import { createPrivateKey, createPublicKey, webcrypto, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as x509 from '@peculiar/x509';
import { writeWhole } from '../files/write-whole';

type CryptoKey = webcrypto.CryptoKey;
const crypto = webcrypto;
x509.cryptoProvider.set(crypto as never);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3600 * 1000;
const CA_DAYS = 3650;
const LEAF_DAYS = 365;
const RENEW_BEFORE_DAYS = 30;

/** What a certificate says about its holder (RFC 5280); a user's name is the CN, the groups are the Os. */
export interface CertificateRequest {
  /** Path of the files without extension; below the authority's directory unless it is absolute. */
  file: string;
  commonName: string;
  organizations?: string[];
  /** DNS names and IP addresses a server answers under; none for a client certificate. */
  hosts?: string[];
  usages: ('client' | 'server')[];
}

export interface CertificateAuthority {
  certificateFile: string;
  certificatePem: string;
  /** Makes certificate and key files unless valid ones with the same contents are there already. */
  issue(request: CertificateRequest): Promise<CertificateFiles>;
}

export interface CertificateFiles {
  certificateFile: string;
  keyFile: string;
}

export const filesOf = ({ certificateFile, keyFile }: CertificateFiles): string[] => [certificateFile, keyFile];

/** Opens the authority kept in `dir`, or makes a new one there. Keys are readable by root only. */
export async function openCertificateAuthority(dir: string, commonName: string): Promise<CertificateAuthority> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const certificateFile = join(dir, 'ca.crt');
  const keyFile = join(dir, 'ca.key');
  if (!existsSync(certificateFile) || !existsSync(keyFile)) await createRoot(certificateFile, keyFile, commonName);
  const certificatePem = await readFile(certificateFile, 'utf8');
  const root = new x509.X509Certificate(certificatePem);
  const signingKey = await importKey(await readFile(keyFile, 'utf8'));
  return {
    certificateFile,
    certificatePem,
    issue: (request) => issue(dir, root, signingKey, request),
  };
}

async function createRoot(certificateFile: string, keyFile: string, commonName: string): Promise<void> {
  const keys = await generateKeys();
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
  await writeWhole(keyFile, await exportKey(keys.privateKey), { mode: 0o600 });
  await writeWhole(certificateFile, certificate.toString('pem'));
}

async function issue(
  dir: string,
  root: x509.X509Certificate,
  signingKey: CryptoKey,
  request: CertificateRequest,
): Promise<CertificateFiles> {
  const files = { certificateFile: resolve(dir, `${request.file}.crt`), keyFile: resolve(dir, `${request.file}.key`) };
  if (await isCurrent(files, root, request)) return files;
  await mkdir(dirname(files.keyFile), { recursive: true, mode: 0o700 });
  const keys = await generateKeys();
  const names = (request.hosts ?? []).map((host) => ({
    type: /^[\d.]+$|:/.test(host) ? ('ip' as const) : ('dns' as const),
    value: host,
  }));
  const usages = request.usages.map((usage) =>
    usage === 'client' ? x509.ExtendedKeyUsage.clientAuth : x509.ExtendedKeyUsage.serverAuth,
  );
  const certificate = await x509.X509CertificateGenerator.create({
    subject: subjectOf(request),
    issuer: root.subject,
    publicKey: keys.publicKey,
    signingKey,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + LEAF_DAYS * DAY_MS),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(usages),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      await x509.AuthorityKeyIdentifierExtension.create(root.publicKey),
    ],
  });
  await writeWhole(files.keyFile, await exportKey(keys.privateKey), { mode: 0o600 });
  await writeWhole(files.certificateFile, certificate.toString('pem'));
  return files;
}

const subjectOf = (request: CertificateRequest): x509.JsonName => [
  ...(request.organizations ?? []).map((organization) => ({ O: [organization] })),
  { CN: [request.commonName] },
];

async function isCurrent(
  files: CertificateFiles,
  root: x509.X509Certificate,
  request: CertificateRequest,
): Promise<boolean> {
  if (!existsSync(files.certificateFile) || !existsSync(files.keyFile)) return false;
  const certificatePem = await readFile(files.certificateFile, 'utf8');
  if (!belongTogether(certificatePem, await readFile(files.keyFile, 'utf8'))) return false;
  const certificate = new x509.X509Certificate(certificatePem);
  if (certificate.notAfter.getTime() < Date.now() + RENEW_BEFORE_DAYS * DAY_MS) return false;
  if (certificate.subject !== new x509.Name(subjectOf(request)).toString()) return false;
  const hosts =
    certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items.map((name) => name.value) ?? [];
  if (hosts.join() !== (request.hosts ?? []).join()) return false;
  return certificate.verify({ publicKey: root.publicKey, signatureOnly: true });
}

/** False, too, for what is no certificate or no key: their maker was killed between the two. */
function belongTogether(certificatePem: string, keyPem: string): boolean {
  try {
    return createPublicKey(createPrivateKey(keyPem)).equals(new X509Certificate(certificatePem).publicKey);
  } catch {
    return false;
  }
}

/** Makes a key pair for signing tokens, as PEM files, unless it is there. */
export async function ensureSigningKey(
  dir: string,
  file: string,
): Promise<{ publicKeyFile: string; privateKeyFile: string }> {
  const files = { publicKeyFile: join(dir, `${file}.pub`), privateKeyFile: join(dir, `${file}.key`) };
  if (existsSync(files.privateKeyFile) && existsSync(files.publicKeyFile)) return files;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const keys = await generateKeys();
  await writeWhole(files.privateKeyFile, await exportKey(keys.privateKey), { mode: 0o600 });
  await writeWhole(
    files.publicKeyFile,
    x509.PemConverter.encode(await crypto.subtle.exportKey('spki', keys.publicKey), 'PUBLIC KEY'),
  );
  return files;
}

const generateKeys = () =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;

const exportKey = async (key: CryptoKey) =>
  `${x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;

const importKey = (pem: string) =>
  crypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), ALGORITHM, true, ['sign']);
