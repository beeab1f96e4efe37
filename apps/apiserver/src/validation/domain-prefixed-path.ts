import { fieldErrors, isDns1123Subdomain, patternText, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { invalidEach } from './field-checks';

const PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
const WHOLE_PATH = new RegExp(`^(?:${PATH})$`);
const PATH_TEXT = patternText('Invalid path', PATH);

/** A domain, a slash and a path: `acme.io/foo`. */
export function validateDomainPrefixedPath(value: string, path: FieldPath): FieldError[] {
  if (value === '') return [fieldErrors.required(path)];
  const slash = value.indexOf('/');
  if (slash <= 0 || slash === value.length - 1)
    return [fieldErrors.invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const rest = value.slice(slash + 1);
  return [
    ...invalidEach(path, value.slice(0, slash), isDns1123Subdomain),
    ...(WHOLE_PATH.test(rest) ? [] : [fieldErrors.invalid(path, rest, PATH_TEXT)]),
  ];
}
