import { createPublicKey, createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { openCertificateAuthority } from './certificate-authority';
import type { ClusterPki } from './cluster-pki';
import { userKubeconfig } from './kubeconfig';

test("the administrator's kubeconfig holds everything, and the key in the form that every client reads", async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kubets-kubeconfig-'));
  try {
    const authority = await openCertificateAuthority(dir, 'ca');
    const admin = await authority.issue({
      file: 'admin',
      commonName: 'kubernetes-admin',
      hosts: [],
      usages: ['client'],
    });
    const caPem = await readFile(join(dir, 'ca.crt'), 'utf8');
    const config = parse(await userKubeconfig('kubets', 'https://127.0.0.1:6443', { admin, caPem } as ClusterPki));
    const decoded = (text: string) => Buffer.from(text, 'base64').toString();
    const { server, 'certificate-authority-data': ca } = config.clusters[0].cluster;
    const { 'client-certificate-data': certificate, 'client-key-data': key } = config.users[0].user;
    expect([server, decoded(ca)]).toEqual(['https://127.0.0.1:6443', caPem]);
    expect(decoded(key)).toMatch(/^-----BEGIN EC PRIVATE KEY-----\n/);
    expect(
      createPublicKey(createPrivateKey(decoded(key))).equals(new X509Certificate(decoded(certificate)).publicKey),
    ).toBe(true);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
});
