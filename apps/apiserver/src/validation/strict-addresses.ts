import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { canonicalIp, formatCidr, parseCidr, parseIp } from '@kubets/net';

/** An address, or a range of them, in an object. */
export interface AddressText {
  path: FieldPath;
  text: string;
}

const LEADING_ZEROS = /\b0+(?=\d)/g;
const isMapped = (text: string): boolean => text.includes(':') && parseIp(text)?.family === 'IPv4';

/** The address that a text would be without the zeros in front of its numbers; undefined where that is not what is wrong. */
export function leadingZerosFree(text: string): string | undefined {
  if (!/^[0-9.]+$/.test(text) || parseIp(text)) return undefined;
  const stripped = text.replace(LEADING_ZEROS, '');
  return parseIp(stripped) ? stripped : undefined;
}

function strictProblem(text: string): string | undefined {
  const [address = '', prefix] = text.split('/');
  if (prefix === undefined) return isMapped(address) ? 'must not be an IPv4-mapped IPv6 address' : undefined;
  const cidr = parseCidr(text);
  if (!cidr) return undefined;
  if (isMapped(address)) return 'must not have an IPv4-mapped IPv6 address';
  if (/^0\d/.test(prefix)) return 'must not have leading 0s in IP or prefix length';
  return cidr.base === parseIp(address)!.value ? undefined : 'must not have bits set beyond the prefix length';
}

/**
 * Errors of addresses that can be read in more than one way, of those that were not there `before`: what is stored may
 * stay. Those that cannot be read at all are somebody else's to refuse.
 */
export function strictAddressErrors(now: readonly AddressText[], before: readonly AddressText[] = []): FieldError[] {
  const kept = new Set(before.map(({ text }) => text));
  return now.flatMap(({ path, text }) => {
    const problem = kept.has(text) ? undefined : strictProblem(text.trim());
    return problem === undefined ? [] : [fieldErrors.invalid(path, text, problem)];
  });
}

/** Of IPv6 that is not in its canonical form. */
export function addressWarnings(addresses: readonly AddressText[]): string[] {
  return addresses.flatMap(({ path, text }) => {
    if (!text.includes(':')) return [];
    const cidr = text.includes('/') ? parseCidr(text) : undefined;
    const canonical = cidr ? formatCidr(cidr) : canonicalIp(text);
    if (canonical === undefined || canonical === text) return [];
    const what = cidr ? 'CIDR value' : 'address';
    return [
      `${path.toString()}: IPv6 ${what} ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`,
    ];
  });
}
