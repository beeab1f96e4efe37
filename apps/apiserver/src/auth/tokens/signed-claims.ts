import { createHash } from 'node:crypto';
import type { TokenKey } from '@kubets/api';
import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';

export interface SignedClaimsOptions {
  /** Every key that tokens may be signed with. */
  keys: readonly TokenKey[];
  /** Accepted issuers. */
  issuers: readonly string[];
  now(): Date;
}

/** Reads what tokens say. */
export interface SignedClaims<C> {
  /** Undefined for what is no token of one of the issuers. @throws Error for a signature or a time that is not right. */
  read(token: string): Promise<C | undefined>;
}

const CLOCK_SKEW_SECONDS = 60;
const MAX_KNOWN = 2048;

/** @param accept throws Error unless the claims are what they should be */
export function createSignedClaims<C>(
  { keys, issuers, now }: SignedClaimsOptions,
  accept: (payload: JWTPayload) => C,
): SignedClaims<C> {
  // Checking a signature costs a thousand times more than all the rest, and clients send one token many times.
  const known = new Map<string, C>();

  return {
    async read(token) {
      if (!issuers.includes(issuerOf(token) ?? '')) return undefined;
      const digest = createHash('sha256').update(token).digest('base64');
      const seen = known.get(digest);
      if (seen) return seen;
      const { payload } = await jwtVerify(
        token,
        ({ kid, alg }) => {
          const key = keys.find(({ id, algorithm }) => id === kid && algorithm === alg);
          if (!key) throw new Error('the token is signed with an unknown key');
          return key.publicKey;
        },
        { issuer: [...issuers], clockTolerance: CLOCK_SKEW_SECONDS, currentDate: now() },
      );
      const claims = accept(payload);
      known.set(digest, claims);
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value!);
      return claims;
    },
  };
}

/** Whom a token says it is from, before anything of it is believed; undefined when it is none. */
export function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}
