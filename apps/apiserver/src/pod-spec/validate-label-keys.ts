import { fieldErrors, isQualifiedName, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { invalidEach } from '../validation/field-checks';

/** Labels of a pod whose values its selector is to have, or not to have. */
export interface LabelKeys {
  matchLabelKeys?: string[] | undefined;
  mismatchLabelKeys?: string[] | undefined;
  labelSelector?: LabelSelector | undefined;
}

const LISTS = ['matchLabelKeys', 'mismatchLabelKeys'] as const;

/** What is wrong with the keys once their values are in the selector. */
export function validateLabelKeys(given: LabelKeys, path: FieldPath): FieldError[] {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = given;
  const errors = LISTS.flatMap((name) => {
    const keys = given[name] ?? [];
    const at = path.child(name);
    if (keys.length > 0 && !labelSelector)
      return [fieldErrors.forbidden(at, 'must not be specified when labelSelector is not set')];
    return keys.flatMap((key, index) => invalidEach(at.index(index), key, isQualifiedName));
  });
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  for (const { key = '' } of labelSelector?.matchExpressions ?? []) {
    const place = matchLabelKeys.lastIndexOf(key);
    // Kubernetes counts in the term instead of the list.
    if (place >= 0 && selected.has(key))
      errors.push(fieldErrors.invalid(path.index(place), key, 'exists in both matchLabelKeys and labelSelector'));
    selected.add(key);
  }
  matchLabelKeys.forEach((key, index) => {
    if (!mismatchLabelKeys.includes(key)) return;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(fieldErrors.invalid(path.child('matchLabelKeys').index(index), key, detail));
  });
  return errors;
}
