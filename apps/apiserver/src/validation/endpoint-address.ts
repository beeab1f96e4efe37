import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { ipRange, parseIp, type IpRange } from '@kubets/net';

/** What an endpoint may not point at, so that nobody reaches a node's own services through a Service. */
const REFUSED: Partial<Record<IpRange, string>> = {
  unspecified: 'may not be unspecified',
  loopback: 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
  linkLocal: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  linkLocalMulticast: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
};

export const IP_TEXT = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';

export function validateIp(value: string, path: FieldPath): FieldError[] {
  return parseIp(value) ? [] : [fieldErrors.invalid(path, value, IP_TEXT)];
}

/** An address that traffic may be sent to through a Service. */
export function validateEndpointAddress(value: string, path: FieldPath): FieldError[] {
  const address = parseIp(value);
  if (!address) return [fieldErrors.invalid(path, value, IP_TEXT)];
  const text = REFUSED[ipRange(address)];
  return text ? [fieldErrors.invalid(path, value, text)] : [];
}
