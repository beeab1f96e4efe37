import {
  fieldErrors,
  FieldPath,
  isDns1035Label,
  isDns1123Subdomain,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { MutatingWebhook, ValidatingWebhook } from '@kubets/proto-gen/admissionregistration/v1';
import { validateRuleWithOperations } from './admission-rules';
import { invalidEach } from './field-checks';
import { validateLabelSelector } from './label-selector';
import { validateMatchConditions } from './match-conditions';
import { validateWebhookAddress } from './webhook-client-config';

const REVIEW_VERSIONS = ['v1', 'v1beta1'];
const SIDE_EFFECTS = ['None', 'NoneOnDryRun'];

/** All that is wrong with the webhooks of a configuration beside what their fields' own rules say; in steps. */
export function* validateWebhooks(webhooks: readonly (MutatingWebhook | ValidatingWebhook)[]): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, webhook] of webhooks.entries()) {
    const path = FieldPath.of('webhooks').index(index);
    const { name = '' } = webhook;
    errors.push(...(yield* validateWebhook(webhook, path)));
    if (name !== '' && names.has(name))
      errors.push({
        ...fieldErrors.duplicate(path.child('name'), name),
        toldAt: path.child('admissionReviewVersions').toString(),
      });
    names.add(name);
    yield;
  }
  return errors;
}

function* validateWebhook(webhook: MutatingWebhook | ValidatingWebhook, path: FieldPath): Steps<FieldError[]> {
  const { name, rules = [], sideEffects, clientConfig = {}, namespaceSelector, objectSelector } = webhook;
  return [
    ...fullyQualifiedName(name, path.child('name')),
    ...rules.flatMap((rule, index) => validateRuleWithOperations(rule, path.child('rules').index(index))),
    ...(sideEffects === undefined
      ? [fieldErrors.required(path.child('sideEffects'), `must specify one of ${SIDE_EFFECTS.join(', ')}`)]
      : SIDE_EFFECTS.includes(sideEffects)
        ? []
        : [fieldErrors.notSupported(path.child('sideEffects'), sideEffects, SIDE_EFFECTS)]),
    ...(yield* validateLabelSelector(namespaceSelector, path.child('namespaceSelector'))),
    ...(yield* validateLabelSelector(objectSelector, path.child('objectSelector'))),
    ...validateWebhookAddress(clientConfig, path.child('clientConfig')),
    ...(yield* validateMatchConditions(webhook.matchConditions ?? [], path.child('matchConditions'))),
    ...validateReviewVersions(webhook.admissionReviewVersions ?? [], path.child('admissionReviewVersions')),
  ];
}

function fullyQualifiedName(name: string | undefined, path: FieldPath): FieldError[] {
  if (!name) return [fieldErrors.required(path)];
  const problems = invalidEach(path, name, isDns1123Subdomain);
  if (problems.length > 0 || name.split('.').length >= 3) return problems;
  return [fieldErrors.invalid(path, name, 'should be a domain with at least three segments separated by dots')];
}

function validateReviewVersions(versions: readonly string[], path: FieldPath): FieldError[] {
  const known = REVIEW_VERSIONS.join(', ');
  if (versions.length === 0) return [fieldErrors.required(path, `must specify one of ${known}`)];
  return [
    ...versions.flatMap((version, index) =>
      versions.indexOf(version) < index
        ? [fieldErrors.invalid(path.index(index), version, 'duplicate version')]
        : invalidEach(path.index(index), version, isDns1035Label),
    ),
    ...(versions.some((version) => REVIEW_VERSIONS.includes(version))
      ? []
      : [fieldErrors.invalid(path, versions, `must include at least one of ${known}`)]),
  ];
}
