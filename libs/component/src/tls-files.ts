import { readFileSync } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import type { Clock } from './clock';
import { followFiles } from './follow-file';
import type { Logger } from './logger';

/** What a TLS server serves with, and whose clients it believes. */
export interface TlsFiles {
  certFile: string;
  keyFile: string;
  clientCaFile?: string;
}

/** Throws when a file cannot be read. */
export const readTls = ({
  certFile,
  keyFile,
  clientCaFile,
}: TlsFiles): Pick<SecureContextOptions, 'cert' | 'key' | 'ca'> => ({
  cert: readFileSync(certFile),
  key: readFileSync(keyFile),
  ...(clientCaFile ? { ca: readFileSync(clientCaFile) } : {}),
});

/** Gives a server what is in its files whenever they change, until the signal aborts. Files that are none are not taken. */
export function followTls(
  server: { setSecureContext(options: SecureContextOptions): void },
  tls: TlsFiles,
  { signal, logger, clock }: { signal: AbortSignal; logger: Logger; clock?: Clock },
): void {
  const files = [tls.certFile, tls.keyFile, ...(tls.clientCaFile ? [tls.clientCaFile] : [])];
  followFiles(files, () => server.setSecureContext(readTls(tls)), {
    what: 'Serving certificate',
    signal,
    logger,
    clock,
  });
}
