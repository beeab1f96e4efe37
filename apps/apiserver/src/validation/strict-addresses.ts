import { errorsOfEach, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import { canonicalIp, formatCidr, parseCidr, parseIp, type Cidr } from '@kubets/net';
import { warningsOfEach, type WarningSteps } from './warning-steps';

/** An address, or a range of them, in an object. */
export interface AddressText {
  path: FieldPath;
  text: string;
  isRange?: true;
}

const ZEROS_IN_RANGE = 'must not have leading 0s in IP or prefix length';
const LEADING_ZEROS = /\b0+(?=\d)/g;
const isMapped = (text: string): boolean => text.includes(':') && parseIp(text)?.family === 'IPv4';

/** The address that a text would be without the zeros in front of its numbers; undefined where that is not what is wrong. */
export function leadingZerosFree(text: string): string | undefined {
  if (!/^[0-9.]+$/.test(text) || parseIp(text)) return undefined;
  const stripped = text.replace(LEADING_ZEROS, '');
  return parseIp(stripped) ? stripped : undefined;
}

/** The IPv4 address that a text has in IPv6's form; undefined for every other text. */
export const mappedAddress = (text: string): string | undefined => (isMapped(text) ? canonicalIp(text) : undefined);

const CIDR_TEXT = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

/** What is wrong with a new range. */
export function cidrProblem(text: string): string | undefined {
  if (parseCidr(text)) return strictProblem(text);
  return readableCidr(text) ? ZEROS_IN_RANGE : CIDR_TEXT;
}

/** A range, also where it should not be written so, with zeros in front of its numbers. */
export function readableCidr(text: string): Cidr | undefined {
  const cidr = parseCidr(text);
  if (cidr) return cidr;
  const [address = '', ...prefix] = text.split('/');
  const stripped = leadingZerosFree(address);
  return stripped === undefined ? undefined : parseCidr([stripped, ...prefix].join('/'));
}

/** What is wrong with a text that can be read as an address or a range, for it can be read in more than one way. */
export function strictProblem(text: string): string | undefined {
  const [address = '', prefix] = text.split('/');
  if (prefix === undefined) return isMapped(address) ? 'must not be an IPv4-mapped IPv6 address' : undefined;
  const cidr = parseCidr(text);
  if (!cidr) return undefined;
  if (isMapped(address)) return 'must not have an IPv4-mapped IPv6 address';
  if (/^0\d/.test(prefix)) return ZEROS_IN_RANGE;
  return cidr.base === parseIp(address)!.value ? undefined : 'must not have bits set beyond the prefix length';
}

/**
 * Errors of addresses that can be read in more than one way, of those that were not there `before`: what is stored may
 * stay. Those that cannot be read at all are somebody else's to refuse.
 */
export function strictAddressErrors(
  now: readonly AddressText[],
  before: readonly AddressText[] = [],
): Steps<FieldError[]> {
  const kept = new Set(before.map(({ text }) => text));
  return errorsOfEach(now, ({ path, text, isRange = false }) => {
    const isForm = text.includes('/') === isRange;
    const problem = isForm && !kept.has(text) ? strictProblem(text.trim()) : undefined;
    return problem === undefined ? [] : [fieldErrors.invalid(path, text, problem)];
  });
}

/** Of IPv6 that is not in its canonical form. */
export const addressWarnings = (addresses: readonly AddressText[]): WarningSteps =>
  warningsOfEach(addresses, canonicalWarning);

function canonicalWarning({ path, text }: AddressText): string | undefined {
  if (!text.includes(':')) return undefined;
  const cidr = text.includes('/') ? parseCidr(text) : undefined;
  const canonical = cidr ? formatCidr(cidr) : canonicalIp(text);
  if (canonical === undefined || canonical === text) return undefined;
  const what = cidr ? 'CIDR value' : 'address';
  return `${path.toString()}: IPv6 ${what} ${JSON.stringify(text)} should be in RFC 5952 canonical format (${JSON.stringify(canonical)})`;
}
