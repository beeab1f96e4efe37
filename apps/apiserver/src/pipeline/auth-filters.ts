import { newForbidden, newUnauthorized, type StatusError } from '@kubets/apimachinery';
import { ANONYMOUS, type UserInfo } from '../auth/user/user-info';
import type { Authenticator, Credentials } from './authentication';
import type { AuthorizationRequest, Authorizer } from './authorization';

/** Who asks, and whether they may. The same for every door. */
export interface AuthFilters {
  /** @throws StatusError 401 for credentials that are not valid. */
  authenticate(credentials: Credentials): Promise<UserInfo>;
  /** Tells why, for the audit log. @throws StatusError 403. */
  authorize(request: AuthorizationRequest, annotate?: (key: string, value: string) => void): Promise<void>;
}

/** Who may be nobody: everybody, on some paths, or not at all. */
export type Anonymous = () => { isEnabled: boolean; paths: readonly string[] };

export function createAuthFilters(
  authenticator: Authenticator,
  authorizer: Authorizer,
  anonymous: Anonymous = () => ({ isEnabled: true, paths: [] }),
): AuthFilters {
  function nobody({ path }: Credentials): UserInfo {
    const { isEnabled, paths } = anonymous();
    if (isEnabled && (paths.length === 0 || paths.includes(path ?? ''))) return ANONYMOUS;
    throw newUnauthorized('Unauthorized');
  }

  return {
    authenticate: async (credentials) => (await authenticator.authenticate(credentials)) ?? nobody(credentials),
    async authorize(request, annotate) {
      const { allowed, reason } = await authorizer.authorize(request);
      annotate?.('authorization.k8s.io/decision', allowed ? 'allow' : 'forbid');
      annotate?.('authorization.k8s.io/reason', reason);
      if (!allowed) throw forbidden(request, reason);
    },
  };
}

/** Kubernetes' words for a refusal. */
function forbidden(
  { user, verb, isResourceRequest, path, group, resource, subresource, namespace, name }: AuthorizationRequest,
  reason: string,
): StatusError {
  const because = reason ? `: ${reason}` : '';
  if (!isResourceRequest)
    return newForbidden(
      { group: '', resource: '' },
      '',
      `User "${user.username}" cannot ${verb} path "${path}"${because}`,
    );
  const full = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace "${namespace}"` : 'at the cluster scope';
  return newForbidden(
    { group, resource },
    name,
    `User "${user.username}" cannot ${verb} resource "${full}" in API group "${group}" ${where}${because}`,
  );
}
