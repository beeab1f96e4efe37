import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueLeaf, issueRoot, newPrivateKey, privateKeyPem, type CertificateHolder } from '@kubets/component';

/** A certificate with its key: PEM text, and the files that it lies in. */
export interface Identity {
  certPem: string;
  keyPem: string;
  certFile: string;
  keyFile: string;
}

/** A folder of its own for each cluster, with its authority and everybody's keys. */
export interface ClusterFiles {
  directory: string;
  caPem: string;
  caFile: string;
  caKeyFile: string;
  /** With which ServiceAccounts' tokens are signed. */
  signingKeyFile: string;
  issue(file: string, holder: CertificateHolder): Identity;
  write(file: string, content: string): string;
  /** Removes the folder. */
  remove(): void;
}

export function createClusterFiles(): ClusterFiles {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-testing-'));
  const write = (file: string, content: string): string => {
    const path = join(directory, file);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const caKey = newPrivateKey();
  const caPem = issueRoot(caKey, 'kubets-testing');
  const authority = { certificatePem: caPem, keyPem: privateKeyPem(caKey) };
  return {
    directory,
    caPem,
    caFile: write('ca.crt', caPem),
    caKeyFile: write('ca.key', authority.keyPem),
    signingKeyFile: write('service-account.key', privateKeyPem(newPrivateKey())),
    issue(file, holder) {
      const key = newPrivateKey();
      const [certPem, keyPem] = [issueLeaf(authority, key, holder), privateKeyPem(key)];
      return { certPem, keyPem, certFile: write(`${file}.crt`, certPem), keyFile: write(`${file}.key`, keyPem) };
    },
    write,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A kubeconfig with everything in it: JSON, which is YAML, too. */
export function kubeconfigOf(name: string, server: string, caPem: string, user: Identity): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name, cluster: { server, 'certificate-authority-data': base64(caPem) } }],
      users: [
        { name, user: { 'client-certificate-data': base64(user.certPem), 'client-key-data': base64(user.keyPem) } },
      ],
      contexts: [{ name, context: { cluster: name, user: name } }],
      'current-context': name,
    },
    null,
    2,
  )}\n`;
}
