import { fieldErrors, isDns1035Label, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { CustomResourceDefinitionNames } from '@kubets/proto-gen/apiextensions/v1';

const MIXED_CASE = 'may have mixed case, but should otherwise match: ';

/** What is wrong with names that are there; which of them have to be there is said elsewhere. */
export function nameErrors(names: CustomResourceDefinitionNames, path: FieldPath): FieldError[] {
  const { kind, listKind, shortNames = [], categories = [] } = names;
  const errors: FieldError[] = [];
  const check = (value: string | undefined, at: FieldPath, label = value, prefix = '') => {
    const problems = value === undefined ? [] : isDns1035Label(label!);
    if (problems.length > 0) errors.push(fieldErrors.invalid(at, value, prefix + problems.join(',')));
  };
  for (const field of ['plural', 'singular'] as const) check(names[field] || undefined, path.child(field));
  for (const field of ['kind', 'listKind'] as const)
    check(names[field] || undefined, path.child(field), names[field]?.toLowerCase(), MIXED_CASE);
  shortNames.forEach((name, index) => check(name, path.child('shortNames').index(index)));
  if (kind && kind === listKind)
    errors.push(fieldErrors.invalid(path.child('listKind'), listKind, 'kind and listKind may not be the same'));
  categories.forEach((name, index) => check(name, path.child('categories').index(index)));
  return errors;
}
