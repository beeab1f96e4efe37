import { fieldErrors, FieldPath, newBadRequest, newInvalid, type FieldError } from '@kubets/apimachinery';
import type {
  LocalSubjectAccessReview,
  NonResourceAttributes,
  ResourceAttributes,
  SelfSubjectAccessReview,
  SubjectAccessReview,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from '@kubets/proto-gen/authorization/v1';
import {
  localSubjectAccessReviews,
  selfSubjectAccessReviews,
  subjectAccessReviews,
  type ResourceNames,
} from '@kubets/proto-gen/catalogue';
import type { UserInfo } from '../user/user-info';
import type { AuthorizationRequest, Authorizer } from '../../pipeline/authorization';
import { defineVirtualResource } from '../../registry/define-resource';
import type { VirtualResourceDefinition } from '../../registry/resource';
import { fieldRequirementsOf, selectorErrors } from './selector-attributes';

interface Attributes {
  resourceAttributes?: ResourceAttributes;
  nonResourceAttributes?: NonResourceAttributes;
}

/** SubjectAccessReview, its local and its self variant: may that user, or may I, do this? */
export function accessReviews(authorizer: Authorizer): VirtualResourceDefinition[] {
  const ofAnyone = defineVirtualResource<SubjectAccessReview>(subjectAccessReviews, async (review) => {
    assertValid(subjectAccessReviews, [...attributesErrors(review.spec ?? {}), ...subjectErrors(review.spec ?? {})]);
    return { ...review, status: await decide(authorizer, subjectOf(review.spec), review.spec ?? {}) };
  });
  const ofSelf = defineVirtualResource<SelfSubjectAccessReview>(selfSubjectAccessReviews, async (review, { user }) => {
    assertValid(selfSubjectAccessReviews, attributesErrors(review.spec ?? {}));
    return { ...review, status: await decide(authorizer, user, review.spec ?? {}) };
  });
  const inNamespace = defineVirtualResource<LocalSubjectAccessReview>(
    localSubjectAccessReviews,
    async (review, { namespace }) => {
      const { spec = {} } = review;
      assertValid(localSubjectAccessReviews, [...attributesErrors(spec), ...subjectErrors(spec), ...localErrors(spec)]);
      if (spec.resourceAttributes?.namespace !== namespace)
        throw newBadRequest(`spec.resourceAttributes.namespace must match namespace: ${namespace}`);
      return { ...review, status: await decide(authorizer, subjectOf(spec), spec) };
    },
  );
  return [ofAnyone, ofSelf, inNamespace] as VirtualResourceDefinition[];
}

async function decide(
  authorizer: Authorizer,
  user: UserInfo,
  attributes: Attributes,
): Promise<SubjectAccessReviewStatus> {
  const { allowed, reason } = await authorizer.authorize(requestOf(user, attributes));
  return { allowed, ...(reason && { reason }) };
}

/** The question as the authorizer knows it. */
export function requestOf(
  user: UserInfo,
  { resourceAttributes, nonResourceAttributes }: Attributes,
): AuthorizationRequest {
  const empty = {
    user,
    verb: '',
    isResourceRequest: false,
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    path: '',
  };
  if (nonResourceAttributes)
    return { ...empty, verb: nonResourceAttributes.verb ?? '', path: nonResourceAttributes.path ?? '' };
  const {
    verb = '',
    group = '',
    version = '',
    resource = '',
    subresource = '',
    namespace = '',
    name = '',
  } = resourceAttributes ?? {};
  const fieldSelector = fieldRequirementsOf(resourceAttributes?.fieldSelector);
  return {
    ...empty,
    isResourceRequest: true,
    verb,
    group,
    version,
    resource,
    subresource,
    namespace,
    name,
    ...(fieldSelector.length > 0 && { fieldSelector }),
  };
}

function subjectOf({ user = '', groups = [], uid, extra }: SubjectAccessReviewSpec = {}): UserInfo {
  return { username: user, groups, ...(uid && { uid }), ...(extra && { extra: extra as Record<string, string[]> }) };
}

function attributesErrors({ resourceAttributes, nonResourceAttributes }: Attributes): FieldError[] {
  const path = FieldPath.of('spec');
  if (resourceAttributes && nonResourceAttributes)
    return [
      fieldErrors.invalid(
        path.child('nonResourceAttributes'),
        nonResourceAttributes,
        'cannot be specified in combination with resourceAttributes',
      ),
    ];
  if (!resourceAttributes && !nonResourceAttributes)
    return [
      fieldErrors.invalid(
        path.child('resourceAttributes'),
        null,
        'exactly one of nonResourceAttributes or resourceAttributes must be specified',
      ),
    ];
  const resource = path.child('resourceAttributes');
  return [
    ...selectorErrors(resourceAttributes?.fieldSelector, resource.child('fieldSelector')),
    ...selectorErrors(resourceAttributes?.labelSelector, resource.child('labelSelector')),
  ];
}

function subjectErrors({ user, groups = [] }: SubjectAccessReviewSpec): FieldError[] {
  return user || groups.length > 0
    ? []
    : [fieldErrors.invalid(FieldPath.of('spec', 'user'), '', 'at least one of user or group must be specified')];
}

function localErrors({ nonResourceAttributes }: SubjectAccessReviewSpec): FieldError[] {
  return nonResourceAttributes
    ? [
        fieldErrors.invalid(
          FieldPath.of('spec', 'nonResourceAttributes'),
          nonResourceAttributes,
          'disallowed on this kind of request',
        ),
      ]
    : [];
}

function assertValid({ group, kind }: ResourceNames, errors: FieldError[]): void {
  if (errors.length > 0) throw newInvalid({ group, kind }, '', errors);
}
