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
  if (!address)
    throw new EvaluationError(
      `IP Address ${JSON.stringify(text)} parse error during conversion from string: unable to parse IP`,
    );
  return new Ip(address);
}

function network(text: string): Network | undefined {
  const address = addressOf(text.split('/')[0]!);
  const cidr = parseCidr(text);
  return cidr && address ? new Network(cidr, address) : undefined;
}

function cidr(text: string): Network {
  const found = network(text);
  if (!found)
    throw new EvaluationError(
      `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): invalid CIDR address`,
    );
  return found;
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
