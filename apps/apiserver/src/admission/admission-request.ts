import type { AdmissionAttributes } from '../pipeline/admission';
import { namespaceOfOperation, type MatchedResource } from './rules';

/** An operation as an AdmissionReview says it, without its uid and its objects. */
export function admissionRequest(attributes: AdmissionAttributes, matched: MatchedResource) {
  const { requestKind, requestResource, subresource, name, operation, userInfo, dryRun, options } = attributes;
  const namespace = namespaceOfOperation(attributes);
  return {
    kind: matched.kind,
    resource: matched.resource,
    ...(subresource && { subResource: subresource }),
    requestKind,
    requestResource,
    ...(subresource && { requestSubResource: subresource }),
    ...(name && { name }),
    ...(namespace && { namespace }),
    operation,
    userInfo: {
      username: userInfo.username,
      ...(userInfo.uid && { uid: userInfo.uid }),
      ...(userInfo.groups.length > 0 && { groups: userInfo.groups }),
      ...(userInfo.extra && Object.keys(userInfo.extra).length > 0 && { extra: userInfo.extra }),
    },
    dryRun,
    options: options ?? null,
  };
}
