import { newUnauthorized } from '@kubets/apimachinery';
import type { UserInfo } from '../user/user-info';
import type { Authenticator } from '../../pipeline/authentication';
import type { TokenVerifier } from '../tokens/token-verifier';
import { x509User } from './x509-user';

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
