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

interface PeerCall {
  getPeer(): string;
  metadata: Metadata;
  getAuthContext(): { sslPeerCertificate?: PeerCertificate };
}

/** The peer of a call; what stands for the connection over which it came has its certificate read once. */
export function peerOf(call: PeerCall, connection: object = call): RpcPeer {
  return { address: call.getPeer(), certificate: certificateOf(call, connection), metadata: call.metadata };
}

const ofConnections = new WeakMap<object, { certificate: X509Certificate | undefined }>();

/** A client sends its certificate once, but grpc-js has OpenSSL copy it for every call. */
function certificateOf(call: PeerCall, connection: object): X509Certificate | undefined {
  const known = ofConnections.get(connection);
  if (known) return known.certificate;
  const sent = call.getAuthContext().sslPeerCertificate;
  const certificate = sent && new X509Certificate(sent.raw);
  ofConnections.set(connection, { certificate });
  return certificate;
}
