import type { TokenVerifier } from '../tokens/token-verifier';

/** The first that knows a token says whose it is; what the others had against it is told when none does. */
export const anyOf = (verifiers: readonly TokenVerifier[]): TokenVerifier => ({
  async verify(token, audiences) {
    const problems: string[] = [];
    for (const verifier of verifiers) {
      try {
        const verified = await verifier.verify(token, audiences);
        if (verified) return verified;
      } catch (error) {
        problems.push((error as Error).message);
      }
    }
    if (problems.length > 0) throw new Error(problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`);
    return undefined;
  },
});

/** A verifier that may be replaced while the server runs. */
export interface ReplaceableVerifier extends TokenVerifier {
  replace(verifier: TokenVerifier): void;
}

export function replaceable(first: TokenVerifier): ReplaceableVerifier {
  let current = first;
  return {
    verify: (token, audiences) => current.verify(token, audiences),
    replace: (verifier) => void (current = verifier),
  };
}
