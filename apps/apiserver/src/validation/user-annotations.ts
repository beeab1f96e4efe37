import {
  errorsOfEach,
  fieldErrors,
  isQualifiedName,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';

const MAX_ANNOTATIONS_BYTES = 256 * 1024;

/** What the signer is told besides; each key has a domain. */
export function* validateUserAnnotations(
  annotations: Record<string, string> = {},
  path: FieldPath,
): Steps<FieldError[]> {
  const detail = 'must be a domain-prefixed key (such as "acme.io/foo")';
  let size = 0;
  yield;
  const names = Object.keys(annotations);
  yield;
  const errors = yield* errorsOfEach(names, (name) => {
    size += Buffer.byteLength(name) + Buffer.byteLength(annotations[name]!);
    const key = name.toLowerCase();
    if (key === '') return [fieldErrors.required(path)];
    const problems = isQualifiedName(key);
    if (problems.length === 0 && !key.includes('/')) problems.push(detail);
    return problems.map((text) => fieldErrors.invalid(path, key, text));
  });
  return size > MAX_ANNOTATIONS_BYTES ? [...errors, fieldErrors.tooLong(path, '', MAX_ANNOTATIONS_BYTES)] : errors;
}
