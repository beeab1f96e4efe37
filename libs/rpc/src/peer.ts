import { X509Certificate } from 'node:crypto';
import type { PeerCertificate } from 'node:tls';
import type { Metadata } from '@grpc/grpc-js';

/** Who is on the other end of a call. */
export interface RpcPeer {
  /** `address:port` of the client. */
  address: string;
  /** The client's certificate if it sent one and the client CA vouches for it. */
  certificate?: X509Certificate;
  /** The request's metadata (`authorization` is in it). */
  metadata: Metadata;
}

/** The peer of a call inside a handler. */
export function peerOf(call: {
  getPeer(): string;
  metadata: Metadata;
  getAuthContext(): { sslPeerCertificate?: PeerCertificate };
}): RpcPeer {
  const certificate = call.getAuthContext().sslPeerCertificate;
  return { address: call.getPeer(), certificate: certificate && parsed(certificate), metadata: call.metadata };
}

const CERTIFICATES_KEPT = 1000;
const certificates = new Map<string, X509Certificate>();

/** A client sends its certificate once, but grpc-js has no place to keep what belongs to a connection. */
function parsed({ raw, fingerprint256 }: PeerCertificate): X509Certificate {
  const known = certificates.get(fingerprint256);
  if (known) return known;
  const certificate = new X509Certificate(raw);
  certificates.set(fingerprint256, certificate);
  if (certificates.size > CERTIFICATES_KEPT) certificates.delete(certificates.keys().next().value!);
  return certificate;
}
