import { readFileSync } from 'node:fs';
import { followFiles } from '@kubets/component';
import type { PemSource } from './kubeconfig';

/** Which PEM material a TLS endpoint needs. */
export interface PemFiles {
  ca?: PemSource | undefined;
  certificate?: PemSource | undefined;
  key?: PemSource | undefined;
}

export interface Pem {
  ca?: Buffer | undefined;
  certificate?: Buffer | undefined;
  key?: Buffer | undefined;
}

/**
 * What the files say, and again whenever they change, of which `onChange` is told: connections made from then on use the new
 * ones. Throws at once when a file cannot be read; later it keeps what it has until the files are good again.
 */
export function followPem(
  files: PemFiles,
  signal: AbortSignal,
  onChange: () => void = () => undefined,
): { current(): Pem } {
  let current = read(files);
  const paths = Object.values(files).flatMap((source: PemSource | undefined) =>
    source && 'file' in source ? [source.file] : [],
  );
  const reload = () => {
    current = read(files);
    onChange();
  };
  if (paths.length > 0) followFiles(paths, reload, { what: 'Certificates', signal });
  return { current: () => current };
}

function read({ ca, certificate, key }: PemFiles): Pem {
  return { ca: load(ca), certificate: load(certificate), key: load(key) };
}

function load(source: PemSource | undefined): Buffer | undefined {
  if (source === undefined) return undefined;
  return 'data' in source ? Buffer.from(source.data) : readFileSync(source.file);
}
