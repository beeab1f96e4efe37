import { randomBytes, webcrypto } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, as PEM text and as files. */
export interface TestCertificate {
  cert: string;
  key: string;
  certFile: string;
  keyFile: string;
}

export interface TestPki {
  directory: string;
  caFile: string;
  ca: string;
  /** Issues a certificate; names that look like addresses become IP SANs. Issuing a name again overwrites its files. */
  issue(o: {
    commonName: string;
    organizations?: string[];
    names?: string[];
    notAfter?: Date;
  }): Promise<TestCertificate>;
  /** Removes the files. */
  remove(): void;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

/** A throw-away certificate authority in a temporary directory. */
export async function createTestPki(): Promise<TestPki> {
  // Imported here: most tests want a fake clock and no X.509 library.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as never);
  const directory = mkdtempSync(join(tmpdir(), 'kubets-test-pki-'));
  const caKeys = await newKeys();
  const notBefore = new Date(Date.now() - 60_000);
  const notAfter = new Date(Date.now() + 3_600_000);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=test-ca-${randomBytes(4).toString('hex')}`,
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const caFile = join(directory, 'ca.crt');
  writeFileSync(caFile, ca.toString('pem'));

  return {
    directory,
    caFile,
    ca: ca.toString('pem'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
    async issue({ commonName, organizations = [], names = [], notAfter: until = notAfter }) {
      const keys = await newKeys();
      const certificate = await x509.X509CertificateGenerator.create({
        subject: [...organizations.map((o) => ({ O: [o] })), { CN: [commonName] }],
        issuer: ca.subject,
        notBefore: new Date(Math.min(notBefore.getTime(), until.getTime() - 1000)),
        notAfter: until,
        signingAlgorithm: algorithm,
        publicKey: keys.publicKey,
        signingKey: caKeys.privateKey,
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? 'ip' : 'dns', value })),
          ),
        ],
      });
      const base = join(directory, commonName.replaceAll(/[^\w.-]/g, '_'));
      mkdirSync(directory, { recursive: true });
      const issued = {
        cert: certificate.toString('pem'),
        key: await pkcs8Pem(keys.privateKey),
        certFile: `${base}.crt`,
        keyFile: `${base}.key`,
      };
      writeFileSync(issued.certFile, issued.cert);
      writeFileSync(issued.keyFile, issued.key);
      return issued;
    },
  };
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
}

async function pkcs8Pem(key: webcrypto.CryptoKey): Promise<string> {
  const base64 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key)).toString('base64');
  return `-----BEGIN PRIVATE KEY-----\n${base64}\n-----END PRIVATE KEY-----\n`;
}
