import { readFileSync } from 'node:fs';
import type { experimental } from '@grpc/grpc-js';
import { followFiles } from '@kubets/component';
import type { PemSource } from './kubeconfig';

type CaListener = Parameters<experimental.CertificateProvider['addCaCertificateListener']>[0];
type IdentityListener = Parameters<experimental.CertificateProvider['addIdentityCertificateListener']>[0];

/** Which PEM material a TLS endpoint needs. */
export interface PemFiles {
  ca?: PemSource;
  certificate?: PemSource;
  key?: PemSource;
}

/**
 * Feeds certificates to grpc-js and again whenever their files change; connections made from then on use the new ones.
 * Throws at once when a file cannot be read; later it keeps what it has until the files are good again.
 */
export function pemProvider(files: PemFiles, signal: AbortSignal): experimental.CertificateProvider {
  const caListeners = new Set<CaListener>();
  const identityListeners = new Set<IdentityListener>();
  let current = read(files);

  const notifyCa = (listener: CaListener) => listener(current.ca ? { caCertificate: current.ca } : null);
  const notifyIdentity = (listener: IdentityListener) =>
    listener(current.certificate && current.key ? { certificate: current.certificate, privateKey: current.key } : null);

  const paths = Object.values(files).flatMap((source: PemSource | undefined) =>
    source && 'file' in source ? [source.file] : [],
  );
  const reload = () => {
    current = read(files);
    caListeners.forEach(notifyCa);
    identityListeners.forEach(notifyIdentity);
  };
  if (paths.length > 0) followFiles(paths, reload, { what: 'Certificates', signal });

  // grpc-js registers its own watcher only after adding the listener, so the first call must come later.
  const later = <L>(set: Set<L>, notify: (listener: L) => void, listener: L) => {
    set.add(listener);
    setImmediate(() => set.has(listener) && notify(listener));
  };
  return {
    addCaCertificateListener: (listener) => later(caListeners, notifyCa, listener),
    removeCaCertificateListener: (listener) => void caListeners.delete(listener),
    addIdentityCertificateListener: (listener) => later(identityListeners, notifyIdentity, listener),
    removeIdentityCertificateListener: (listener) => void identityListeners.delete(listener),
  };
}

function read(files: PemFiles): { ca?: Buffer; certificate?: Buffer; key?: Buffer } {
  const load = (source: PemSource | undefined) =>
    source === undefined ? undefined : 'data' in source ? Buffer.from(source.data) : readFileSync(source.file);
  return { ca: load(files.ca), certificate: load(files.certificate), key: load(files.key) };
}
