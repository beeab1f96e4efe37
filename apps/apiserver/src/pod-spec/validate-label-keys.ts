import {
  errorsOfEach,
  fieldErrors,
  isQualifiedName,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
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
export function* validateLabelKeys(given: LabelKeys, path: FieldPath): Steps<FieldError[]> {
  const { matchLabelKeys = [], mismatchLabelKeys = [], labelSelector } = given;
  if (matchLabelKeys.length === 0 && mismatchLabelKeys.length === 0) return [];
  const ofLists = yield* errorsOfEach(LISTS, (name) => {
    const keys = given[name] ?? [];
    const at = path.child(name);
    if (keys.length > 0 && !labelSelector)
      return [fieldErrors.forbidden(at, 'must not be specified when labelSelector is not set')];
    return errorsOfEach(keys, (key, index) => invalidEach(at.index(index), key, isQualifiedName));
  });
  yield;
  const selected = new Set(Object.keys(labelSelector?.matchLabels ?? {}));
  yield;
  const places = new Map(matchLabelKeys.map((key, index) => [key, index]));
  const ofSelector = yield* errorsOfEach(labelSelector?.matchExpressions ?? [], ({ key = '' }) => {
    const place = places.get(key);
    const isTwice = place !== undefined && selected.has(key);
    selected.add(key);
    // Kubernetes counts in the term instead of the list.
    return isTwice
      ? [fieldErrors.invalid(path.index(place), key, 'exists in both matchLabelKeys and labelSelector')]
      : [];
  });
  yield;
  const mismatched = new Set(mismatchLabelKeys);
  const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
  return ofLists.concat(
    ofSelector,
    yield* errorsOfEach(matchLabelKeys, (key, index) =>
      mismatched.has(key) ? [fieldErrors.invalid(path.child('matchLabelKeys').index(index), key, detail)] : [],
    ),
  );
}
