import { isPathSegmentName, parseFieldSelector, type FieldRequirement } from '@kubets/apimachinery';
import type { UserInfo } from '../auth/user/user-info';

/** What a request asks for. For a non-resource request only `verb` (lower-case HTTP method) and `path` count. */
export interface RequestInfo {
  /** get list watch create update patch delete deletecollection … */
  verb: string;
  isResourceRequest: boolean;
  group: string;
  version: string;
  resource: string;
  subresource: string;
  namespace: string;
  /** Empty on create, where the object is not known yet, and where a collection is not narrowed to one object. */
  name: string;
  path: string;
  /** What list, watch and deletecollection demand of the objects they are about; all of them. */
  fieldSelector?: readonly FieldRequirement[];
}

/** What a caller wants to do. */
export interface AuthorizationRequest extends RequestInfo {
  user: UserInfo;
}

export interface AuthorizationDecision {
  allowed: boolean;
  /** Nobody else is asked. */
  denied?: boolean;
  /** Why, for the audit log and the 403; may be empty. */
  reason: string;
}

export interface Authorizer {
  /** At once, unless somebody else has to be asked. */
  authorize(request: AuthorizationRequest): AuthorizationDecision | Promise<AuthorizationDecision>;
}

/**
 * What authorization may believe of a field selector. A list or watch of one object is authorized like that object, but
 * only if every object that the same selector can choose has that name; deletecollection is never about one object, as
 * in Kubernetes. A selector that cannot be parsed narrows nothing here, and is refused where objects are selected.
 */
export function selectedObjects(
  verb: string,
  selector: string | null | undefined,
): Pick<RequestInfo, 'name' | 'fieldSelector'> {
  const parsed = parsedOrNothing(selector ?? '');
  if (!parsed || parsed.isEmpty()) return { name: '' };
  const name = verb === 'deletecollection' ? undefined : parsed.requiredValue('metadata.name');
  return {
    name: name !== undefined && isPathSegmentName(name).length === 0 ? name : '',
    fieldSelector: parsed.requirements,
  };
}

function parsedOrNothing(selector: string) {
  try {
    return parseFieldSelector(selector);
  } catch {
    return undefined;
  }
}
