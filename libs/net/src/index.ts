export { addressBits, canonicalIp, formatIp, IP_FAMILIES, ipFamily, ipRange, parseIp } from './ip-address';
export type { IpAddress, IpFamily, IpRange } from './ip-address';
export {
  addressAt,
  cidrContains,
  cidrCovers,
  cidrSize,
  cidrsOverlap,
  formatCidr,
  parseCidr,
  splitSubnets,
} from './cidr';
export type { Cidr } from './cidr';
export { formatPortRange, parsePortRange, portInRange } from './port-range';
export type { PortRange } from './port-range';
export { addressBands, pickOffset, portBands } from './allocation-bands';
export type { Band, Bands, PickOptions } from './allocation-bands';
export { dialError } from './dial-error';
export { joinHostPort, splitHostPort } from './host-port';
export type { HostPort } from './host-port';
