import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pemProvider } from './pem-provider';

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('gives data and file contents, a moment after the listener is added', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kubets-pem-'));
  const file = join(directory, 'c.crt');
  writeFileSync(file, 'CERT');
  const stop = new AbortController();
  const provider = pemProvider({ ca: { data: 'CA' }, certificate: { file }, key: { data: 'KEY' } }, stop.signal);
  const seen: unknown[] = [];
  provider.addCaCertificateListener((update) => seen.push(update?.caCertificate.toString()));
  provider.addIdentityCertificateListener((update) =>
    seen.push([update?.certificate.toString(), update?.privateKey.toString()]),
  );
  expect(seen).toEqual([]);
  await settle();
  expect(seen).toEqual(['CA', ['CERT', 'KEY']]);
  stop.abort();
  rmSync(directory, { recursive: true });
});

test('a file that is not there is an error at once', () => {
  expect(() => pemProvider({ ca: { file: '/nowhere/ca.crt' } }, new AbortController().signal)).toThrow(/ENOENT/);
});
