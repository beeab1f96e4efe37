import type { X509Certificate } from 'node:crypto';
import type { UserInfo } from '../auth/user/user-info';

export interface Credentials {
  /** The client's certificate, only if the TLS layer verified it against `--client-ca-file`. */
  peerCertificate?: X509Certificate;
  /** The Authorization header (or gRPC metadata) as sent. */
  authorizationHeader?: string;
  /** What is asked for, where that is known already. */
  path?: string;
  /** Told what is wrong with the header, although it is no error. */
  warn?(text: string): void;
  /** What a request for a WebSocket offers; `onToken` is told the protocols without the token, once that has been taken. */
  webSocket?: { protocols: string; onToken(others: string[]): void };
}

export interface Authenticator {
  /**
   * Who the caller is; undefined when no credentials were given, which makes the caller anonymous. Throws a
   * StatusError 401 when credentials were given and are not valid. Adds the group system:authenticated.
   */
  authenticate(credentials: Credentials): Promise<UserInfo | undefined>;
}
