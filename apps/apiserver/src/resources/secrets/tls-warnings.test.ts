import { generateKeyPairSync } from 'node:crypto';
import { growthRatio } from '@kubets/apimachinery/testing';
import { tlsWarnings } from './tls-warnings';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString();
const block = (kind: string): string => `-----BEGIN ${kind}-----\nMQ==\n-----END ${kind}-----\n`;

test.each<[string, string, string, string]>([
  ['nothing', '', '', 'tls: failed to find any PEM data in certificate input'],
  [
    'the key in the place of the certificate',
    key,
    key,
    'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
  ],
  [
    'something else',
    block('X'),
    key,
    'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [X]',
  ],
  ['no key', block('CERTIFICATE'), '', 'tls: failed to find any PEM data in key input'],
  [
    'a certificate in the place of the key',
    block('CERTIFICATE'),
    block('CERTIFICATE'),
    'tls: found a certificate rather than a key in the PEM for the private key',
  ],
  ['no certificate in the block', block('CERTIFICATE'), key, 'x509: malformed certificate'],
])('%s', (_, certificate, privateKey, expected) => {
  const data = { 'tls.crt': base64(certificate), 'tls.key': base64(privateKey) };
  expect(tlsWarnings({ type: 'kubernetes.io/tls', data } as never)).toEqual([expected]);
});

test('what begins again and again is read in a time that grows with it', () => {
  const input = (size: number) => ({ 'tls.crt': base64('-----BEGIN X-----\n'.repeat(size)), 'tls.key': '' });
  expect(growthRatio(input, (data) => tlsWarnings({ type: 'kubernetes.io/tls', data } as never))).toBeLessThan(5);
});

test('of other types nothing is asked', () => expect(tlsWarnings({ type: 'Opaque' })).toEqual([]));
