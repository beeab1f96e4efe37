import { X509Certificate } from 'node:crypto';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { newUnauthorized } from '@kubets/apimachinery';
import { ANONYMOUS, type UserInfo } from '../auth/user/user-info';
import type { AuthFilters } from '../pipeline/auth-filters';
import type { Request } from '../http/messages';
import { isWebSocketRequest } from './upgrade';

const PROTOCOLS = 'sec-websocket-protocol';

/** A certificate is read once per connection, not once per request. */
const certificates = new WeakMap<object, X509Certificate>();

const senders = new WeakMap<Request, UserInfo>();

/** Who was found to send this request, on whose behalf ever; undefined before. */
export const senderOf = (request: Request): UserInfo | undefined => senders.get(request);

/** Who sends this request. @throws StatusError 401, also for a certificate that nobody vouches for and no token. */
export async function authenticateRequest(
  auth: AuthFilters,
  request: Request,
  warn: (text: string) => void,
): Promise<UserInfo> {
  const socket = tlsSocketOf(request);
  const authorizationHeader = request.headers.authorization;
  const protocols = isWebSocketRequest(request) ? request.headers[PROTOCOLS] : undefined;
  const presented = certificateOf(socket);
  const sender = await auth.authenticate({
    ...(presented && socket.authorized ? { peerCertificate: presented } : {}),
    ...(authorizationHeader ? { authorizationHeader } : {}),
    path: (request.url ?? '/').split('?')[0]!,
    warn,
    // The token goes no further, neither to the node nor back to the client.
    ...(protocols
      ? { webSocket: { protocols, onToken: (others) => void (request.headers[PROTOCOLS] = others.join(',')) } }
      : {}),
  });
  if (presented && !socket.authorized && sender === ANONYMOUS) throw newUnauthorized('Unauthorized');
  senders.set(request, sender);
  return sender;
}

/** An HTTP/2 request's own socket is a guarded proxy; the session has the real one. */
function tlsSocketOf(request: Request): TLSSocket {
  const session = 'stream' in request ? request.stream.session : undefined;
  return (session?.socket ?? request.socket) as TLSSocket;
}

function certificateOf(socket: TLSSocket): X509Certificate | undefined {
  const session = socket.encrypted ? socket : undefined;
  if (!session) return undefined;
  const known = certificates.get(socket);
  if (known) return known;
  // `getPeerX509Certificate` of Node.js 20 loses 4 KB outside of the heap for good with each connection of a client that has an issuer.
  const { raw } = socket.getPeerCertificate() as Partial<PeerCertificate>;
  if (!raw) return undefined;
  const certificate = new X509Certificate(raw);
  certificates.set(socket, certificate);
  return certificate;
}
