import { readFileSync } from 'node:fs';
import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2';
import type { TestCluster } from './apiserver-harness';

/** The administrator's certificate, as options of a connection over TLS. */
export const clientCertificate = ({ ca, admin }: TestCluster) => ({
  ca: ca.certificatePem,
  key: readFileSync(admin.keyFile),
  cert: readFileSync(admin.certificateFile),
});

/** The answer's code; 0 when the library itself, at either end, does not let the request through; -1 when nothing comes. */
export function overHttp2(session: ClientHttp2Session, headers: IncomingHttpHeaders): Promise<number> {
  return new Promise((resolve) => {
    let code = 0;
    const stream = session.request(headers, { endStream: true });
    const timer = setTimeout(() => resolve(-1), 20_000);
    stream.once('response', (answer) => {
      code = Number(answer[':status']);
      stream.resume();
    });
    stream.once('error', () => undefined);
    stream.once('close', () => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}
