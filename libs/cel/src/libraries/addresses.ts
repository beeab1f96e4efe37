import {
  cidrContains,
  cidrCovers,
  formatCidr,
  formatIp,
  parseCidr,
  parseIp,
  type Cidr,
  type IpAddress,
} from '@kubets/net';
import { global, method, type Library } from '../functions/declaration';
import { byText } from '../functions/sizes';
import { BOOL, INT, opaque, STRING } from '../types/type';
import { EvaluationError, Opaque } from '../values/value';

const IP = opaque('net.IP');
const CIDR = opaque('net.CIDR');

class Ip extends Opaque {
  readonly typeName = 'net.IP';
  constructor(readonly address: IpAddress) {
    super();
  }
  equals(other: Opaque): boolean {
    return (
      other instanceof Ip && other.address.family === this.address.family && other.address.value === this.address.value
    );
  }
}

class Network extends Opaque {
  readonly typeName = 'net.CIDR';
  constructor(
    readonly cidr: Cidr,
    readonly address: IpAddress,
  ) {
    super();
  }
  equals(other: Opaque): boolean {
    return (
      other instanceof Network &&
      formatCidr(other.cidr) === formatCidr(this.cidr) &&
      other.address.value === this.address.value
    );
  }
}

/** Neither zones nor addresses of IPv4 within IPv6 are taken. */
const addressOf = (text: string): IpAddress | undefined => {
  const found = parseIp(text);
  return found?.family === 'IPv4' && text.includes(':') ? undefined : found;
};

function ip(text: string): Ip {
  const address = addressOf(text);
  if (address) return new Ip(address);
  if (/^[\da-fA-F:.]+%./.test(text) && text.includes(':'))
    throw new EvaluationError(`IP address ${JSON.stringify(text)} with zone value is not allowed`);
  if (parseIp(text)) throw new EvaluationError(`IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`);
  throw new EvaluationError(
    `IP Address ${JSON.stringify(text)} parse error during conversion from string: ${addressProblem(text)}`,
  );
}

/** What is wrong with an address, in Go's words. */
function addressProblem(text: string): string {
  const because = (problem: string) => `ParseAddr(${JSON.stringify(text)}): ${problem}`;
  if (!/^\d*\./.test(text)) return because(text.includes(':') ? 'unexpected character' : 'unable to parse IP');
  const fields = text.split('.');
  for (const [index, field] of fields.entries()) {
    const odd = /\D/.exec(field);
    if (odd)
      return because(`unexpected character (at ${JSON.stringify(fields.slice(index).join('.').slice(odd.index))})`);
    if (field === '')
      return because(
        `IPv4 field must have at least one digit (at ${JSON.stringify(`.${fields.slice(index + 1).join('.')}`)})`,
      );
    if (/^0\d/.test(field)) return because('IPv4 field has octet with leading zero');
    if (Number(field) > 255) return because('IPv4 field has value >255');
  }
  return because(fields.length < 4 ? 'IPv4 address too short' : 'IPv4 address too long');
}

function network(text: string): Network | undefined {
  const address = addressOf(text.split('/')[0]!);
  const cidr = /\/0\d/.test(text) ? undefined : parseCidr(text);
  return cidr && address ? new Network(cidr, address) : undefined;
}

function cidr(text: string): Network {
  const found = network(text);
  if (!found)
    throw new EvaluationError(`network address parse error during conversion from string: ${cidrProblem(text)}`);
  return found;
}

function cidrProblem(text: string): string {
  const slash = text.lastIndexOf('/');
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash >= 0 && parseIp(address) && !addressOf(address))
    return `IPv4-mapped IPv6 address ${JSON.stringify(text)} is not allowed`;
  const problem = slash < 0 ? "no '/'" : prefixProblem(address, bits);
  return `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): ${problem}`;
}

function prefixProblem(address: string, bits: string): string {
  if (address.includes('%')) return 'IPv6 zones cannot be present in a prefix';
  if (!addressOf(address)) return addressProblem(address);
  return /^(?:0|[1-9]\d{0,2})$/.test(bits)
    ? 'prefix length out of range'
    : `bad bits after slash: ${JSON.stringify(bits)}`;
}

const inRange = (...ranges: string[]) => {
  const parsed = ranges.map((range) => parseCidr(range)!);
  return ({ address }: Ip): boolean => parsed.some((range) => cidrContains(range, address));
};

const isLoopback = inRange('127.0.0.0/8', '::1/128');
const isMulticast = inRange('224.0.0.0/4', 'ff00::/8');
const isLinkLocalMulticast = inRange('224.0.0.0/24', 'ff02::/16', 'ff12::/16');
const isLinkLocalUnicast = inRange('169.254.0.0/16', 'fe80::/10');
const isUnspecified = inRange('0.0.0.0/32', '::/128');
const isBroadcast = inRange('255.255.255.255/32');
const isGlobalUnicast = (one: Ip): boolean =>
  ![isLoopback, isMulticast, isLinkLocalUnicast, isUnspecified, isBroadcast].some((holds) => holds(one));

const family = ({ address }: Ip): bigint => (address.family === 'IPv4' ? 4n : 6n);

function isCanonical(text: string): boolean {
  return formatIp(ip(text).address) === text;
}

/** Kubernetes' functions of addresses and networks. */
export const addresses: Library = {
  functions: [
    global('ip', [STRING], IP, ip, byText),
    global('isIP', [STRING], BOOL, (text: string) => addressOf(text) !== undefined, byText),
    global('ip.isCanonical', [STRING], BOOL, isCanonical, byText),
    global('string', [IP], STRING, ({ address }: Ip) => formatIp(address)),
    method('family', [IP], INT, family),
    method('isUnspecified', [IP], BOOL, isUnspecified),
    method('isLoopback', [IP], BOOL, isLoopback),
    method('isLinkLocalMulticast', [IP], BOOL, isLinkLocalMulticast),
    method('isLinkLocalUnicast', [IP], BOOL, isLinkLocalUnicast),
    method('isGlobalUnicast', [IP], BOOL, isGlobalUnicast),
    global('cidr', [STRING], CIDR, cidr, byText),
    global('isCIDR', [STRING], BOOL, (text: string) => network(text) !== undefined, byText),
    global('string', [CIDR], STRING, (one: Network) => `${formatIp(one.address)}/${one.cidr.prefix}`),
    method('containsIP', [CIDR, IP], BOOL, (range: Network, one: Ip) => cidrContains(range.cidr, one.address)),
    method('containsIP', [CIDR, STRING], BOOL, (range: Network, text: string) =>
      cidrContains(range.cidr, ip(text).address),
    ),
    method('containsCIDR', [CIDR, CIDR], BOOL, (outer: Network, inner: Network) => cidrCovers(outer.cidr, inner.cidr)),
    method('containsCIDR', [CIDR, STRING], BOOL, (outer: Network, text: string) =>
      cidrCovers(outer.cidr, cidr(text).cidr),
    ),
    method('ip', [CIDR], IP, ({ address }: Network) => new Ip(address)),
    method(
      'masked',
      [CIDR],
      CIDR,
      (one: Network) => new Network(one.cidr, { family: one.cidr.family, value: one.cidr.base }),
    ),
    method('prefixLength', [CIDR], INT, (one: Network) => BigInt(one.cidr.prefix)),
  ],
};
