import type { X509Certificate } from 'node:crypto';
import { newUnauthorized } from '@kubets/apimachinery';
import type { Authenticator } from '../../pipeline/authentication';
import type { TokenVerifier } from '../tokens/token-verifier';
import type { UserInfo } from '../user/user-info';
import { EXTRA } from '../user/user-info';
import { bearerToken, protocolToken } from './request-tokens';

export interface AuthenticatorOptions {
  tokens: TokenVerifier;
  /** `--api-audiences` */
  apiAudiences: readonly string[];
  /** Told why a token was refused; the client is not. */
  onRefused?(reason: string): void;
}

/** Client certificates first, then service account tokens: of Authorization, or else among a WebSocket's protocols. There are no other ways in. */
export function createAuthenticator({ tokens, apiAudiences, onRefused }: AuthenticatorOptions): Authenticator {
  return {
    async authenticate({ peerCertificate, authorizationHeader, warn, webSocket }) {
      if (peerCertificate) return x509User(peerCertificate);
      const verify = async (token: string) => {
        const verified = await tokens.verify(token, apiAudiences);
        if (verified?.warning) warn?.(verified.warning);
        if (verified) return authenticated(verified.user);
        throw new Error('it is no token of this cluster');
      };
      let isRefused = false;
      const refuse = (error: unknown) => {
        isRefused = true;
        onRefused?.((error as Error).message);
        return undefined;
      };
      const token = bearerToken(authorizationHeader, warn);
      const bearer = token === undefined ? undefined : await verify(token).catch(refuse);
      if (bearer) return bearer;
      try {
        const found = protocolToken(webSocket?.protocols);
        const user = found && (await verify(found.token));
        if (user) webSocket?.onToken(found.others);
        if (user) return user;
      } catch (error) {
        refuse(error);
      }
      if (isRefused) throw newUnauthorized('Unauthorized');
      return undefined;
    },
  };
}

function authenticated(user: UserInfo): UserInfo {
  return user.groups.includes('system:authenticated')
    ? user
    : { ...user, groups: [...user.groups, 'system:authenticated'] };
}

/** To read a certificate takes longer than all else that is done to know a user, and its connection has many requests. */
const usersOfCertificates = new WeakMap<X509Certificate, UserInfo>();

function x509User(certificate: X509Certificate): UserInfo {
  const known = usersOfCertificates.get(certificate);
  if (known) return known;
  const user = authenticated(userNamedIn(certificate));
  usersOfCertificates.set(certificate, user);
  return user;
}

/** Common name → user, organizations → groups. @throws StatusError 401 when the certificate names nobody. */
function userNamedIn(certificate: X509Certificate): UserInfo {
  const subject = certificate.toLegacyObject().subject as { CN?: string | string[]; O?: string | string[] };
  const username = listOf(subject.CN)[0];
  if (!username) throw newUnauthorized('the client certificate has no common name');
  return {
    username,
    groups: listOf(subject.O),
    extra: {
      [EXTRA.credentialId]: [`X509SHA256=${certificate.fingerprint256.replaceAll(':', '').toLowerCase()}`],
    },
  };
}

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
