import { copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createFakeClock, createTestLogger, createTestPki, type TestPki } from './testing';
import { followTls, readTls, type TlsFiles } from './tls-files';

let pki: TestPki;
beforeAll(async () => {
  pki = await createTestPki();
});
afterAll(() => pki.remove());

/** The name in the certificate that a server shows. */
const shownBy = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ca: pki.ca, checkServerIdentity: () => undefined }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
    socket.once('error', reject);
  });

test('a server shows what is in its files by now, and keeps what it has while they are no good', async () => {
  const [first, second] = [
    await pki.issue({ commonName: 'first', names: ['127.0.0.1'] }),
    await pki.issue({ commonName: 'second', names: ['127.0.0.1'] }),
  ];
  const files: TlsFiles = {
    certFile: join(pki.directory, 'serving.crt'),
    keyFile: join(pki.directory, 'serving.key'),
    clientCaFile: pki.caFile,
  };
  const put = ({ certFile, keyFile }: TlsFiles): void => {
    copyFileSync(certFile, files.certFile);
    copyFileSync(keyFile, files.keyFile);
  };
  put(first);
  const [clock, logger, stop] = [createFakeClock(), createTestLogger(), new AbortController()];
  const server = createServer(readTls(files));
  followTls(server, files, { signal: stop.signal, logger, clock });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    expect(await shownBy(port)).toBe('first');
    put(second);
    await clock.advance(10_000);
    expect(await shownBy(port)).toBe('second');
    writeFileSync(files.certFile, 'half a certifi');
    await clock.advance(10_000);
    expect(await shownBy(port)).toBe('second');
    expect(logger.lines.map(({ level }) => level)).toEqual(['info', 'error']);
  } finally {
    stop.abort();
    server.close();
  }
});

test('files that cannot be read are an error at once', () => {
  expect(() =>
    readTls({ certFile: join(pki.directory, 'none.crt'), keyFile: join(pki.directory, 'none.key') }),
  ).toThrow('ENOENT');
});
