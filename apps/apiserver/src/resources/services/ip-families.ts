import { HEADLESS, isExternalName, isHeadless } from '@kubets/api';
import type { Service } from '@kubets/proto-gen/core/v1';
import { ipFamily, type IpFamily } from '@kubets/net';

const OTHER: Record<IpFamily, IpFamily> = { IPv4: 'IPv6', IPv6: 'IPv4' };

/** Families of the addresses that the Service names, by position. */
function familiesOfAddresses(service: Service): IpFamily[] {
  const addresses = (service.spec?.clusterIPs ?? []).filter((address) => address !== HEADLESS);
  return addresses.map(ipFamily).filter((family) => family !== undefined);
}

/**
 * Completes ipFamilyPolicy and ipFamilies. `configured`: families the cluster has Service ranges of, the primary first.
 * What contradicts itself is left as it is, for validation to say so.
 */
export function completeIpFamilies(service: Service, configured: readonly IpFamily[]): void {
  const spec = service.spec!;
  if (isExternalName(service)) return;
  const asked = familiesOfAddresses(service);
  const selectorless = isHeadless(service) && Object.keys(spec.selector ?? {}).length === 0;
  // Nobody knows which addresses will be written as endpoints of a headless Service without selector.
  spec.ipFamilyPolicy ??= selectorless ? 'RequireDualStack' : 'SingleStack';
  const families = [...(spec.ipFamilies ?? [])];
  // What the cluster does not have is told of the address.
  asked.forEach((family, index) => {
    const isNext = index === families.length && !families.includes(family);
    if (isNext && configured.includes(family)) families.push(family);
  });
  if (asked.length > families.length) return;
  families[0] ??= configured[0] ?? 'IPv4';
  const second = OTHER[families[0] as IpFamily];
  const wantsTwo = spec.ipFamilyPolicy !== 'SingleStack' && families.length === 1 && second !== undefined;
  if (wantsTwo && (selectorless || configured.includes(second))) families.push(second);
  spec.ipFamilies = families;
}

/** A change to SingleStack lets go of the secondary family. */
export function trimToSingleStack(service: Service, old: Service): void {
  const spec = service.spec!;
  if (spec.ipFamilyPolicy !== 'SingleStack' || old.spec?.ipFamilyPolicy === 'SingleStack') return;
  if (spec.ipFamilies?.length === 2 && old.spec?.ipFamilies?.length === 2)
    spec.ipFamilies = spec.ipFamilies.slice(0, 1);
  if (spec.clusterIPs?.length === 2 && old.spec?.clusterIPs?.length === 2)
    spec.clusterIPs = spec.clusterIPs.slice(0, 1);
}
