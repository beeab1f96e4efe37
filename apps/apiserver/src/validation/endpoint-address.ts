import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { canonicalIp, formatIp, ipRange, parseIp, type IpRange } from '@kubets/net';
import { leadingZerosFree, strictProblem } from './strict-addresses';

/** What an endpoint may not point at, so that nobody reaches a node's own services through a Service. */
const REFUSED: Partial<Record<IpRange, string>> = {
  loopback: 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  linkLocal: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  linkLocalMulticast: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
};

export const IP_TEXT = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

export function validateIp(value: string, path: FieldPath): FieldError[] {
  if (parseIp(value)) return [];
  return [fieldErrors.invalid(path, value, leadingZerosFree(value) ? 'must not have leading 0s' : IP_TEXT)];
}

/** An address in a field that never took another form of it. */
export function validateStrictIp(value: string, path: FieldPath): FieldError[] {
  const problem = strictProblem(value);
  if (!parseIp(value) || problem === undefined) return validateIp(value, path);
  return [fieldErrors.invalid(path, value, problem)];
}

/** As {@link validateStrictIp}, in the one form that all agree on. */
export function validateCanonicalIp(value: string, path: FieldPath): FieldError[] {
  const errors = validateStrictIp(value, path);
  const canonical = canonicalIp(value);
  if (errors.length > 0 || canonical === value) return errors;
  return [fieldErrors.invalid(path, value, `must be in canonical form (${JSON.stringify(canonical)})`)];
}

/** An address that traffic may be sent to through a Service. */
export function validateEndpointAddress(value: string, path: FieldPath): FieldError[] {
  const address = parseIp(value);
  if (!address) return validateIp(value, path);
  const range = ipRange(address);
  const text = range === 'unspecified' ? `may not be unspecified (${formatIp(address)})` : REFUSED[range];
  return text ? [fieldErrors.invalid(path, value, text)] : [];
}
