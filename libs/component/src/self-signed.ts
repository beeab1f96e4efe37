import { webcrypto } from 'node:crypto';
import { hostname } from 'node:os';

/** A throw-away serving certificate for when none is configured, as Kubernetes' components make one. */
export async function selfSignedCertificate(service: string): Promise<{ cert: string; key: string }> {
  // Imported here: most processes have certificates and need not load an X.509 library.
  await import('reflect-metadata');
  type X509 = typeof import('@peculiar/x509');
  const loaded: X509 & { default?: X509 } = await import('@peculiar/x509');
  // In a bundle it is a CommonJS module, which has everything behind its default.
  const x509 = loaded.default ?? loaded;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  x509.cryptoProvider.set(webcrypto as never); // Node's and the DOM's types of the same object
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${service}@${hostname()}`,
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 365 * 86_400_000),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: hostname() },
        { type: 'ip', value: '127.0.0.1' },
      ]),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  return {
    cert: certificate.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.replace(/(.{64})/g, '$1\n').trimEnd()}\n-----END PRIVATE KEY-----\n`,
  };
}
