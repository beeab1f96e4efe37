import { fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import { canonicalIp, parseCidr, parseIp } from '@kubets/net';

const MAPPED_BITS = 96;

/** An address of an interface with the length of its prefix, in the one way of writing it. */
export function interfaceAddressErrors(text: string, path: FieldPath): FieldError[] {
  const cidr = parseCidr(text);
  const [address = '', prefix = ''] = text.split('/');
  const ip = canonicalIp(address);
  if (!cidr || ip === undefined) {
    const detail = 'must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)';
    return [fieldErrors.invalid(path, text, detail)];
  }
  const isMapped = address.includes(':') && parseIp(address)?.family === 'IPv4';
  const length = isMapped && Number(prefix) > 32 ? Number(prefix) - MAPPED_BITS : Number(prefix);
  const canonical = `${ip}/${length}`;
  return text === canonical ? [] : [fieldErrors.invalid(path, text, `must be in canonical form ("${canonical}")`)];
}
