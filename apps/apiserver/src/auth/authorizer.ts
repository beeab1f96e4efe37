import type { AuthorizationDecision, AuthorizationRequest, Authorizer } from '../pipeline/authorization';

/** Whoever is in this group may do everything, whatever roles say: the way back in when they are broken. */
export const SUPERUSER_GROUP = 'system:masters';

/** Superusers, then the given authorizers in order; the first that allows or denies decides. All reasons of a refusal are told. */
export function createUnionAuthorizer(authorizers: readonly Authorizer[]): Authorizer {
  function askFrom(
    first: number,
    request: AuthorizationRequest,
    reasons: string[],
  ): AuthorizationDecision | Promise<AuthorizationDecision> {
    for (let index = first; index < authorizers.length; index++) {
      const decision = authorizers[index]!.authorize(request);
      if (decision instanceof Promise)
        return decision.then((one) => (settles(one, reasons) ? one : askFrom(index + 1, request, reasons)));
      if (settles(decision, reasons)) return decision;
    }
    return { allowed: false, reason: reasons.join(', ') };
  }

  return {
    authorize: (request) =>
      request.user.groups.includes(SUPERUSER_GROUP) ? { allowed: true, reason: '' } : askFrom(0, request, []),
  };
}

function settles({ allowed, denied, reason }: AuthorizationDecision, reasons: string[]): boolean {
  if (!allowed && !denied && reason) reasons.push(reason);
  return allowed || denied === true;
}
