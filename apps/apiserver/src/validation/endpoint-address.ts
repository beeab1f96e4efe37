import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { formatIp, ipRange, parseIp, type IpRange } from '@kubets/net';
import { leadingZerosFree } from './strict-addresses';

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

/** An address that traffic may be sent to through a Service. */
export function validateEndpointAddress(value: string, path: FieldPath): FieldError[] {
  const address = parseIp(value);
  if (!address) return validateIp(value, path);
  const range = ipRange(address);
  const text = range === 'unspecified' ? `may not be unspecified (${formatIp(address)})` : REFUSED[range];
  return text ? [fieldErrors.invalid(path, value, text)] : [];
}
