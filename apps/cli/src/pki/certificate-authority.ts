import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { issueLeaf, issueRoot, newPrivateKey, privateKeyPem, type CertificateHolder } from '@kubets/component';
import { canonicalIp } from '@kubets/net';
import { writeWhole } from '../files/write-whole';

const DAY_MS = 24 * 3600 * 1000;
const RENEW_BEFORE_DAYS = 30;

export interface CertificateRequest extends CertificateHolder {
  /** Path of the files without extension; below the authority's directory unless it is absolute. */
  file: string;
}

export interface CertificateAuthority {
  certificateFile: string;
  keyFile: string;
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
  if (!existsSync(certificateFile) || !existsSync(keyFile)) {
    const key = newPrivateKey();
    await writeKeyAndCertificate({ certificateFile, keyFile }, key, issueRoot(key, commonName));
  }
  const certificatePem = await readFile(certificateFile, 'utf8');
  const keyPem = await readFile(keyFile, 'utf8');
  return {
    certificateFile,
    keyFile,
    certificatePem,
    issue: (request) => issue(dir, { certificatePem, keyPem }, request),
  };
}

async function issue(
  dir: string,
  authority: { certificatePem: string; keyPem: string },
  request: CertificateRequest,
): Promise<CertificateFiles> {
  const files = { certificateFile: resolve(dir, `${request.file}.crt`), keyFile: resolve(dir, `${request.file}.key`) };
  if (await isCurrent(files, new X509Certificate(authority.certificatePem), request)) return files;
  await mkdir(dirname(files.keyFile), { recursive: true, mode: 0o700 });
  const key = newPrivateKey();
  await writeKeyAndCertificate(files, key, issueLeaf(authority, key, request));
  return files;
}

async function isCurrent(
  files: CertificateFiles,
  root: X509Certificate,
  request: CertificateRequest,
): Promise<boolean> {
  if (!existsSync(files.certificateFile) || !existsSync(files.keyFile)) return false;
  const certificate = certificateOfKey(
    await readFile(files.certificateFile, 'utf8'),
    await readFile(files.keyFile, 'utf8'),
  );
  if (!certificate || Date.parse(certificate.validTo) < Date.now() + RENEW_BEFORE_DAYS * DAY_MS) return false;
  const wanted = [...(request.organizations ?? []).map((name) => `O=${name}`), `CN=${request.commonName}`];
  if (certificate.subject !== wanted.join('\n')) return false;
  if (hostsOf(certificate).join() !== (request.hosts ?? []).map(canonicalHost).join()) return false;
  return certificate.verify(root.publicKey);
}

/** Undefined for what is no certificate, no key or not of each other: their maker was killed between the two. */
function certificateOfKey(certificatePem: string, keyPem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(certificatePem);
    return createPublicKey(createPrivateKey(keyPem)).equals(certificate.publicKey) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

const hostsOf = ({ subjectAltName }: X509Certificate): string[] =>
  (subjectAltName ?? '')
    .split(', ')
    .filter(Boolean)
    .map((name) => canonicalHost(name.replace(/^(DNS|IP Address):/, '')));

/** The names and addresses that a certificate is for; none where there is no certificate. */
export async function certifiedHosts(certificateFile: string): Promise<string[]> {
  try {
    return hostsOf(new X509Certificate(await readFile(certificateFile)));
  } catch {
    return []; // it is made anew
  }
}

/** An IPv6 address has many spellings. */
const canonicalHost = (host: string): string => canonicalIp(host) ?? host;

/** Makes a key pair for signing tokens, as PEM files, unless it is there. */
export async function ensureSigningKey(
  dir: string,
  file: string,
): Promise<{ publicKeyFile: string; privateKeyFile: string }> {
  const files = { publicKeyFile: join(dir, `${file}.pub`), privateKeyFile: join(dir, `${file}.key`) };
  if (existsSync(files.privateKeyFile) && existsSync(files.publicKeyFile)) return files;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const key = newPrivateKey();
  await writeWhole(files.privateKeyFile, privateKeyPem(key), { mode: 0o600 });
  await writeWhole(files.publicKeyFile, createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString());
  return files;
}

async function writeKeyAndCertificate(files: CertificateFiles, key: KeyObject, certificatePem: string): Promise<void> {
  await writeWhole(files.keyFile, privateKeyPem(key), { mode: 0o600 });
  await writeWhole(files.certificateFile, certificatePem);
}
