import {
  fieldErrors,
  FieldPath,
  isDns1123Subdomain,
  isPathSegmentName,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { ParamRef, ValidatingAdmissionPolicyBinding } from '@kubets/proto-gen/admissionregistration/v1';
import { invalidEach } from '../../validation/field-checks';
import { validateLabelSelector } from '../../validation/label-selector';
import { validateMatchResources } from '../../validation/match-resources';

const SPEC = FieldPath.of('spec');
const ACTIONS = ['Audit', 'Deny', 'Warn'];
const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];
const BOTH =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';

/** All that is wrong with a binding; in steps. */
export function* bindingErrors({ spec = {} }: ValidatingAdmissionPolicyBinding): Steps<FieldError[]> {
  const { policyName = '', paramRef, matchResources, validationActions = [] } = spec;
  return [
    ...(policyName === ''
      ? [fieldErrors.required(SPEC.child('policyName'))]
      : invalidEach(SPEC.child('policyName'), policyName, isDns1123Subdomain)),
    ...(paramRef ? yield* paramRefErrors(paramRef, SPEC.child('paramRef')) : []),
    ...(matchResources ? yield* validateMatchResources(matchResources, SPEC.child('matchResources')) : []),
    ...actionErrors(validationActions, SPEC.child('validationActions')),
  ];
}

function* paramRefErrors(
  { name = '', selector, parameterNotFoundAction: action }: ParamRef,
  path: FieldPath,
): Steps<FieldError[]> {
  const exclusive = 'name and selector are mutually exclusive';
  const both = name !== '' && selector !== undefined;
  return [
    ...(name === '' ? [] : invalidEach(path.child('name'), name, isPathSegmentName)),
    ...(both ? [fieldErrors.forbidden(path.child('name'), exclusive)] : []),
    ...(selector ? yield* validateLabelSelector(selector, path.child('selector')) : []),
    ...(both ? [fieldErrors.forbidden(path.child('selector'), exclusive)] : []),
    ...(name === '' && !selector ? [fieldErrors.required(path, 'one of name or selector must be specified')] : []),
    ...(!action
      ? [fieldErrors.required(path.child('parameterNotFoundAction'))]
      : NOT_FOUND_ACTIONS.includes(action)
        ? []
        : [fieldErrors.notSupported(path.child('parameterNotFoundAction'), action, NOT_FOUND_ACTIONS)]),
  ];
}

function actionErrors(actions: readonly string[], path: FieldPath): FieldError[] {
  return [
    ...actions.flatMap((action, index) => [
      ...(ACTIONS.includes(action) ? [] : [fieldErrors.notSupported(path.index(index), action, ACTIONS)]),
      ...(actions.indexOf(action) < index ? [fieldErrors.duplicate(path.index(index), action)] : []),
    ]),
    ...(actions.includes('Deny') && actions.includes('Warn') ? [fieldErrors.invalid(path, actions, BOTH)] : []),
    ...(actions.length === 0 ? [fieldErrors.required(path, 'at least one validation action is required')] : []),
  ];
}
