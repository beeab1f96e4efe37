import { fieldErrors, isPathSegmentName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { CrossVersionObjectReference } from '@kubets/proto-gen/autoscaling/v2';

export interface ReferenceRules {
  /** Also in the core group, which has no name. */
  allowsNoGroup: boolean;
  /** Whatever it says, it was there before. */
  allowsAnyVersion: boolean;
}

export function referenceErrors(
  reference: CrossVersionObjectReference,
  path: FieldPath,
  rules: ReferenceRules,
): FieldError[] {
  const { apiVersion = '' } = reference;
  const errors = (['kind', 'name'] as const).flatMap((field) => {
    const value = reference[field] ?? '';
    if (value === '') return [fieldErrors.required(path.child(field))];
    return isPathSegmentName(value).map((problem) => fieldErrors.invalid(path.child(field), value, problem));
  });
  const problem = versionProblem(apiVersion, rules);
  return problem ? [...errors, fieldErrors.invalid(path.child('apiVersion'), apiVersion, problem)] : errors;
}

export function versionProblem(apiVersion: string, rules: ReferenceRules): string | undefined {
  if (rules.allowsAnyVersion) return undefined;
  const parts = apiVersion.split('/');
  if (parts.length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const group = parts.length === 2 ? parts[0] : '';
  return group === '' && !rules.allowsNoGroup ? 'apiVersion must specify API group' : undefined;
}
