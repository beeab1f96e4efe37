import { fieldErrors, FieldPath, type FieldError, type Steps } from '@kubets/apimachinery';
import type { ValidatingAdmissionPolicyBinding } from '@kubets/proto-gen/admissionregistration/v1';
import { policyBindingErrors } from '../../validation/policy-binding';

const SPEC = FieldPath.of('spec');
const POLICY_NAME = SPEC.child('policyName').toString();
const ACTIONS = ['Audit', 'Deny', 'Warn'];
const BOTH =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';

/** All that is wrong with a binding; in steps. */
export function* bindingErrors({ spec = {} }: ValidatingAdmissionPolicyBinding): Steps<FieldError[]> {
  return [
    ...(yield* policyBindingErrors(spec, SPEC)).map((error) =>
      // Types declare that there has to be one, of these bindings only.
      error.type === 'required' && error.field === POLICY_NAME ? { ...error, told: 'declared' as const } : error,
    ),
    ...actionErrors(spec.validationActions ?? [], SPEC.child('validationActions')),
  ];
}

function actionErrors(actions: readonly string[], path: FieldPath): FieldError[] {
  return [
    ...actions.flatMap((action, index) => [
      ...(ACTIONS.includes(action) ? [] : [fieldErrors.notSupported(path.index(index), action, ACTIONS)]),
      ...(actions.indexOf(action) < index ? [fieldErrors.duplicate(path.index(index), action)] : []),
    ]),
    ...(actions.includes('Deny') && actions.includes('Warn') ? [fieldErrors.invalid(path, actions, BOTH)] : []),
    ...(actions.length === 0 ? [{ ...fieldErrors.required(path), told: 'declared' as const }] : []),
  ];
}
