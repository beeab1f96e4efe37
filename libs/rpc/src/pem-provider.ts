import type { experimental } from '@grpc/grpc-js';
import { followPem, type PemFiles } from './pem-files';

type CaListener = Parameters<experimental.CertificateProvider['addCaCertificateListener']>[0];
type IdentityListener = Parameters<experimental.CertificateProvider['addIdentityCertificateListener']>[0];

/** Feeds certificates to grpc-js and again whenever their files change, as {@link followPem} has them. */
export function pemProvider(files: PemFiles, signal: AbortSignal): experimental.CertificateProvider {
  const caListeners = new Set<CaListener>();
  const identityListeners = new Set<IdentityListener>();
  const pem = followPem(files, signal, () => {
    caListeners.forEach(notifyCa);
    identityListeners.forEach(notifyIdentity);
  });

  function notifyCa(listener: CaListener): void {
    const { ca } = pem.current();
    listener(ca ? { caCertificate: ca } : null);
  }
  function notifyIdentity(listener: IdentityListener): void {
    const { certificate, key } = pem.current();
    listener(certificate && key ? { certificate, privateKey: key } : null);
  }

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
