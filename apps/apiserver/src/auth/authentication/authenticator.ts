import type { X509Certificate } from 'node:crypto';
import { newUnauthorized } from '@kubets/apimachinery';
import type { Authenticator } from '../../pipeline/authentication';
import type { TokenVerifier } from '../tokens/token-verifier';
import type { UserInfo } from '../user/user-info';

export interface AuthenticatorOptions {
  tokens: TokenVerifier;
  /** `--api-audiences` */
  apiAudiences: readonly string[];
  /** Told why a token was refused; the client is not. */
  onRefused?(reason: string): void;
}

/** Client certificates first, then service account tokens. There are no other ways in. */
export function createAuthenticator({ tokens, apiAudiences, onRefused }: AuthenticatorOptions): Authenticator {
  return {
    async authenticate({ peerCertificate, authorizationHeader }) {
      if (peerCertificate) return authenticated(x509User(peerCertificate));
      const token = bearerToken(authorizationHeader);
      if (token === undefined) return undefined;
      try {
        const { user } = await tokens.verify(token, apiAudiences);
        return authenticated(user);
      } catch (error) {
        onRefused?.((error as Error).message);
        throw newUnauthorized('Unauthorized');
      }
    },
  };
}

/** Other schemes are no credentials at all, as in Kubernetes: who sends them is anonymous. */
function bearerToken(header: string | undefined): string | undefined {
  return /^bearer +(\S+)$/i.exec(header?.trim() ?? '')?.[1];
}

function authenticated(user: UserInfo): UserInfo {
  return user.groups.includes('system:authenticated')
    ? user
    : { ...user, groups: [...user.groups, 'system:authenticated'] };
}

/** Common name → user, organizations → groups. @throws StatusError 401 when the certificate names nobody. */
function x509User(certificate: X509Certificate): UserInfo {
  const subject = certificate.toLegacyObject().subject as { CN?: string | string[]; O?: string | string[] };
  const username = listOf(subject.CN)[0];
  if (!username) throw newUnauthorized('the client certificate has no common name');
  return {
    username,
    groups: listOf(subject.O),
    extra: {
      'authentication.kubernetes.io/credential-id': [
        `X509SHA256=${certificate.fingerprint256.replaceAll(':', '').toLowerCase()}`,
      ],
    },
  };
}

const listOf = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
