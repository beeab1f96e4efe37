import {
  fieldErrors,
  isDns1123Subdomain,
  isPathSegmentName,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { MutatingAdmissionPolicyBindingSpec, ParamRef } from '@kubets/proto-gen/admissionregistration/v1';
import { invalidEach } from './field-checks';
import { validateLabelSelector } from './label-selector';
import { validateMatchResources } from './match-resources';

const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];

/** What is wrong with what bindings of both kinds of policies have; in steps. */
export function* policyBindingErrors(
  { policyName = '', paramRef, matchResources }: MutatingAdmissionPolicyBindingSpec,
  path: FieldPath,
): Steps<FieldError[]> {
  return [
    ...(policyName === ''
      ? [fieldErrors.required(path.child('policyName'))]
      : invalidEach(path.child('policyName'), policyName, isDns1123Subdomain)),
    ...(paramRef ? yield* paramRefErrors(paramRef, path.child('paramRef')) : []),
    ...(matchResources ? yield* validateMatchResources(matchResources, path.child('matchResources')) : []),
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
