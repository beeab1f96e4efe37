import type { UserInfo } from './authentication';

/** What a caller wants to do. For a non-resource request only `user`, `verb` (lower-case HTTP method) and `path` count. */
export interface AuthorizationRequest {
  user: UserInfo;
  /** get list watch create update patch delete deletecollection … */
  verb: string;
  isResourceRequest: boolean;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  namespace: string;
  name: string;
  path: string;
}

export interface AuthorizationDecision {
  allowed: boolean;
  /** Why, for the audit log and the 403; may be empty. */
  reason: string;
}

export interface Authorizer {
  authorize(request: AuthorizationRequest): Promise<AuthorizationDecision>;
}
