import { createHash } from 'node:crypto';
import { jwtVerify } from 'jose';
import { issuerOf } from '../tokens/signed-claims';
import type { TokenVerifier, VerifiedToken } from '../tokens/token-verifier';
import { EXTRA } from '../user/user-info';
import type { JwtIssuer } from './authentication-configuration';
import type { Claims } from './claim-rules';
import { createIssuerKeys } from './issuer-keys';

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512'];
const MAX_KNOWN = 2048;
const MAX_TOKEN_BYTES = 64 * 1024;

/** Tells whose token it is that one of the issuers has made. Tokens that were found right are remembered until they expire. */
export function createJwtVerifier(issuers: readonly JwtIssuer[], now: () => Date): TokenVerifier {
  const byUrl = new Map(issuers.map((issuer) => [issuer.url, { issuer, keys: createIssuerKeys(issuer) }]));
  const known = new Map<string, { user: VerifiedToken['user']; expiresMs: number }>();

  return {
    async verify(token, audiences) {
      if (token.length > MAX_TOKEN_BYTES) return undefined;
      const found = byUrl.get(issuerOf(token) ?? '');
      if (!found) return undefined;
      const { issuer, keys } = found;
      const digest = createHash('sha256').update(token).digest('base64');
      const seen = known.get(digest);
      if (seen && now().getTime() < seen.expiresMs) return { user: seen.user, audiences: [...audiences] };
      const { payload } = await jwtVerify(token, keys, {
        issuer: issuer.url,
        audience: [...issuer.audiences],
        algorithms: [...(issuer.algorithms ?? ALGORITHMS)],
        currentDate: now(),
        requiredClaims: ['exp'],
      });
      const verified = issuer.rules.userOf(payload as Claims);
      const user =
        payload.jti === undefined
          ? verified
          : {
              ...verified,
              extra: { ...verified.extra, [EXTRA.credentialId]: [`JTI=${payload.jti}`] },
            };
      known.set(digest, { user, expiresMs: (payload.exp ?? 0) * 1000 });
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
      return { user, audiences: [...audiences] };
    },
  };
}
