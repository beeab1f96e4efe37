import {
  canonicalJson,
  fieldErrors,
  FieldPath,
  newInvalid,
  semanticEqual,
  type FieldError,
  type KubeObject,
} from '@kubets/apimachinery';
import type {
  LocalSubjectAccessReview,
  NonResourceAttributes,
  ResourceAttributes,
  SelfSubjectAccessReview,
  SubjectAccessReview,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
} from '@kubets/proto-gen/authorization/v1';
import { localSubjectAccessReviews, selfSubjectAccessReviews, subjectAccessReviews } from '@kubets/proto-gen/catalogue';
import type { UserInfo } from '../user/user-info';
import type { AuthorizationRequest, Authorizer } from '../../pipeline/authorization';
import { defineVirtualResource } from '../../registry/define-resource';
import type { VirtualResourceDefinition } from '../../registry/resource';
import { goStruct, inJsonOrder } from '../../validation/go-struct';
import {
  fieldRequirementsOf,
  fieldSelectorErrors,
  labelRequirementsOf,
  labelSelectorErrors,
} from './selector-attributes';

interface Attributes {
  resourceAttributes?: ResourceAttributes;
  nonResourceAttributes?: NonResourceAttributes;
}

/** SubjectAccessReview, its local and its self variant: may that user, or may I, do this? */
export function accessReviews(authorizer: Authorizer): VirtualResourceDefinition[] {
  const ofAnyone = defineVirtualResource<SubjectAccessReview>(subjectAccessReviews, async (review) => {
    const { spec = {} } = review;
    assertValid([
      ...attributesErrors(spec),
      ...subjectErrors(spec),
      ...selectorsErrors(spec),
      ...metadataErrors(review),
    ]);
    return { ...review, status: await decide(authorizer, subjectOf(spec), spec) };
  });
  const ofSelf = defineVirtualResource<SelfSubjectAccessReview>(selfSubjectAccessReviews, async (review, { user }) => {
    const { spec = {} } = review;
    assertValid([...attributesErrors(spec), ...selectorsErrors(spec), ...metadataErrors(review)]);
    return { ...review, status: await decide(authorizer, user, spec) };
  });
  const inNamespace = defineVirtualResource<LocalSubjectAccessReview>(localSubjectAccessReviews, async (review) => {
    const { spec = {} } = review;
    assertValid([
      ...attributesErrors(spec),
      ...subjectErrors(spec),
      ...selectorsErrors(spec),
      ...metadataErrors(review, 'must be empty except for namespace'),
      ...localErrors(review),
    ]);
    return { ...review, status: await decide(authorizer, subjectOf(spec), spec) };
  });
  return [ofAnyone, ofSelf, inNamespace] as VirtualResourceDefinition[];
}

async function decide(
  authorizer: Authorizer,
  user: UserInfo,
  attributes: Attributes,
): Promise<SubjectAccessReviewStatus> {
  const { allowed, reason } = await authorizer.authorize(requestOf(user, attributes));
  const evaluationError = selectorProblems(attributes).join('; ');
  return { allowed, ...(reason && { reason }), ...(evaluationError && { evaluationError }) };
}

/** What of the selectors was not counted in the decision. */
function selectorProblems({ resourceAttributes: { fieldSelector, labelSelector } = {} }: Attributes): string[] {
  const read = {
    fieldSelector: fieldRequirementsOf(fieldSelector),
    labelSelector: labelRequirementsOf(labelSelector),
  };
  return Object.entries(read)
    .filter(([, { isPartial }]) => isPartial)
    .map(([field, { requirements }]) => {
      const how = requirements.length > 0 ? 'partially ignored' : 'ignored';
      return `spec.resourceAttributes.${field} ${how} due to parse error`;
    });
}

/** The question as the authorizer knows it. */
function requestOf(user: UserInfo, { resourceAttributes, nonResourceAttributes }: Attributes): AuthorizationRequest {
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
  const { requirements: fieldSelector } = fieldRequirementsOf(resourceAttributes?.fieldSelector);
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

const { group: GROUP } = subjectAccessReviews;
const SPEC = FieldPath.of('spec');

function attributesErrors({ resourceAttributes, nonResourceAttributes }: Attributes): FieldError[] {
  if (Boolean(resourceAttributes) !== Boolean(nonResourceAttributes)) return [];
  const shown =
    nonResourceAttributes && goStruct(nonResourceAttributes, 'kubets.authorization.v1.NonResourceAttributes');
  return [
    fieldErrors.invalid(SPEC, shown, 'exactly one of nonResourceAttributes or resourceAttributes must be specified'),
  ];
}

function selectorsErrors({ resourceAttributes: { fieldSelector, labelSelector } = {} }: Attributes): FieldError[] {
  const path = SPEC.child('resourceAttributes');
  return [
    ...fieldSelectorErrors(fieldSelector, path.child('fieldSelector')),
    ...labelSelectorErrors(labelSelector, path.child('labelSelector')),
  ];
}

function subjectErrors({ user, groups = [] }: SubjectAccessReviewSpec): FieldError[] {
  return user || groups.length > 0
    ? []
    : [fieldErrors.invalid(SPEC.child('user'), '', 'at least one of user or group must be specified')];
}

/** A review has nothing but a question: metadata says at most who asks. */
function metadataErrors({ metadata = {} }: KubeObject, detail = 'must be empty'): FieldError[] {
  const { managedFields = [], namespace: _, ...rest } = metadata;
  if (semanticEqual(rest, {})) return [];
  const shown = managedFields.map((entry) => ({
    ...entry,
    fieldsV1: JSON.parse(canonicalJson(entry.fieldsV1 ?? {})) as object,
  }));
  const value = inJsonOrder(
    { ...metadata, ...(shown.length > 0 ? { managedFields: shown } : {}) },
    { type: 'message', message: 'kubets.meta.v1.ObjectMeta' },
  );
  return [fieldErrors.invalid(FieldPath.of('metadata'), value, detail)];
}

/** Its fields as Kubernetes' own struct has them, and the keys of its maps by name. */
function localErrors({ metadata, spec = {} }: LocalSubjectAccessReview): FieldError[] {
  const { resourceAttributes, nonResourceAttributes } = spec;
  const namespace = resourceAttributes?.namespace ?? '';
  return [
    ...(resourceAttributes && namespace !== metadata?.namespace
      ? [fieldErrors.invalid(SPEC.child('resourceAttributes', 'namespace'), namespace, 'must match metadata.namespace')]
      : []),
    ...(nonResourceAttributes
      ? [
          fieldErrors.invalid(
            SPEC.child('nonResourceAttributes'),
            goStruct(nonResourceAttributes, 'kubets.authorization.v1.NonResourceAttributes'),
            'disallowed on this kind of request',
          ),
        ]
      : []),
  ];
}

/** The refusal names no kind, as in Kubernetes, where the review has none at that point. */
function assertValid(errors: FieldError[]): void {
  if (errors.length > 0) throw newInvalid({ group: GROUP, kind: '' }, '', errors);
}
