import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueLeaf, issueRoot } from '../certificates';

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

/** A throw-away certificate authority in a temporary directory. */
export async function createTestPki(): Promise<TestPki> {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-test-pki-'));
  const caKey = newKey();
  const ca = issueRoot(caKey, `test-ca-${randomBytes(4).toString('hex')}`);
  const authority = { certificatePem: ca, keyPem: pemOf(caKey) };
  const caFile = join(directory, 'ca.crt');
  writeFileSync(caFile, ca);

  return {
    directory,
    caFile,
    ca,
    remove: () => rmSync(directory, { recursive: true, force: true }),
    async issue({ commonName, organizations = [], names = [], notAfter }) {
      const key = newKey();
      const holder = { commonName, organizations, hosts: names, usages: ['client' as const, 'server' as const] };
      const base = join(directory, commonName.replaceAll(/[^\w.-]/g, '_'));
      mkdirSync(directory, { recursive: true });
      const issued = {
        cert: issueLeaf(authority, key, holder, notAfter),
        key: pemOf(key),
        certFile: `${base}.crt`,
        keyFile: `${base}.key`,
      };
      writeFileSync(issued.certFile, issued.cert);
      writeFileSync(issued.keyFile, issued.key);
      return issued;
    },
  };
}

const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const pemOf = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }) as string;
