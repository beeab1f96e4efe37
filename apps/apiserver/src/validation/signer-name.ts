import { fieldErrors, isDns1123Label, isDns1123Subdomain, type FieldError, type FieldPath } from '@kubets/apimachinery';

const MAX_DOMAIN = 253;
/** A domain, a slash, a namespace, a dot and a name. */
const MAX_NAME = MAX_DOMAIN + 1 + 63 + 1 + 253;

/** Whether certificates of the signer are Kubernetes' own. */
export const isKubernetesSigner = (name: string): boolean => /(?:^|\.)kubernetes\.io$/.test(name.split('/')[0]!);

/** Who signs certificates: `example.com/signer`. */
export function validateSignerName(name: string, path: FieldPath): FieldError[] {
  if (name === '') return [fieldErrors.required(path)];
  const segments = name.split('/');
  if (segments.length !== 2) {
    const detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
    return [fieldErrors.invalid(path, name, detail)];
  }
  const [domain = '', signer = ''] = segments;
  const errors = domain.length > MAX_DOMAIN ? [fieldErrors.tooLong(path, '', MAX_DOMAIN)] : [];
  errors.push(...firstBadLabel(domain, isDns1123Label, path));
  if (!domain.includes('.')) {
    const detail = 'should be a domain with at least two segments separated by dots';
    errors.push(fieldErrors.invalid(path, domain, detail));
  }
  errors.push(...firstBadLabel(signer, isDns1123Subdomain, path));
  if (name.length > MAX_NAME) errors.push(fieldErrors.tooLong(path, '', MAX_NAME));
  return errors;
}

function firstBadLabel(segment: string, check: (label: string) => string[], path: FieldPath): FieldError[] {
  const label = segment.split('.').find((part) => check(part).length > 0);
  if (label === undefined) return [];
  return check(label).map((text) =>
    fieldErrors.invalid(path, segment, `validating label ${JSON.stringify(label)}: ${text}`),
  );
}
