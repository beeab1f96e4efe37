import type { Authorizer } from '../pipeline/authorization';

/** Whoever is in this group may do everything, whatever roles say: the way back in when they are broken. */
export const SUPERUSER_GROUP = 'system:masters';

/** Superusers, then the given authorizers in order; the first that allows decides. All reasons of a refusal are told. */
export function createUnionAuthorizer(authorizers: readonly Authorizer[]): Authorizer {
  return {
    async authorize(request) {
      if (request.user.groups.includes(SUPERUSER_GROUP)) return { allowed: true, reason: '' };
      const reasons: string[] = [];
      for (const authorizer of authorizers) {
        const decision = await authorizer.authorize(request);
        if (decision.allowed) return decision;
        if (decision.reason) reasons.push(decision.reason);
      }
      return { allowed: false, reason: reasons.join(', ') };
    },
  };
}
