import type { TokenKey } from '@kubets/api';
import { exportJWK, type JWK } from 'jose';

/** What /openid/v1/jwks serves, for those outside who verify tokens. */
export async function jsonWebKeySet(keys: readonly TokenKey[]): Promise<{ keys: JWK[] }> {
  return {
    keys: await Promise.all(
      keys.map(async ({ id, algorithm, publicKey }) => ({
        ...(await exportJWK(publicKey)),
        use: 'sig',
        kid: id,
        alg: algorithm,
      })),
    ),
  };
}
