import type { Authorizer } from '../../pipeline/authorization';
import type { RoleIndex } from './role-index';
import { ruleAllows } from './rule-matching';

/** Allows what some rule of some role bound to the user or one of the groups allows; it never forbids anything by itself. */
export function createRbacAuthorizer(index: RoleIndex): Authorizer {
  return {
    authorize(request) {
      const missing: string[] = [];
      for (const { rules, because, missingRole } of index.grantsOf(
        request.user,
        request.isResourceRequest ? request.namespace : '',
      )) {
        if (rules.some((rule) => ruleAllows(rule, request)))
          return { allowed: true, reason: `RBAC: allowed by ${because}` };
        if (missingRole && !missing.includes(missingRole)) missing.push(missingRole);
      }
      // A binding to a role that does not exist is the most likely mistake, so the refusal tells of it, and of the authorizer first.
      const problems = missing.length > 1 ? `[${missing.join(', ')}]` : missing[0];
      return { allowed: false, reason: problems ? `rbac: RBAC: ${problems}` : '' };
    },
  };
}
