import { canonicalIp, ipFamily, type IpFamily } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { requestedTexts } from './service-annotations';

/** The families a Service needs addresses of, the primary one first. */
export function familiesOf(service: Service): IpFamily[] {
  const families = (service.spec?.ipFamilies ?? []).filter(
    (family): family is IpFamily => family === 'IPv4' || family === 'IPv6',
  );
  return families.length > 0 ? families : [ipFamily(service.spec?.clusterIP ?? '') ?? 'IPv4'];
}

/** The address asked for per family. Throws AllocationError for what cannot be fulfilled, whatever is free. */
export function requestedAddresses(service: Service): Map<IpFamily, string> {
  const families = familiesOf(service);
  const requested = new Map<IpFamily, string>();
  for (const { field, text } of requestedTexts(service)) {
    const address = canonicalIp(text);
    const family = address && ipFamily(address);
    if (!address || !family)
      throw new AllocationError(`${field} asks for ${JSON.stringify(text)}, which is no IP address`);
    if (!families.includes(family))
      throw new AllocationError(
        `${field} asks for ${address}, but the Service has no ${family} (ipFamilies: ${families.join(', ')})`,
      );
    const other = requested.get(family);
    if (other !== undefined && other !== address)
      throw new AllocationError(`the Service asks for both ${other} and ${address}; it can have one ${family} address`);
    requested.set(family, address);
  }
  return requested;
}

/** A Service cannot have an address now; the message is for its events. */
export class AllocationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AllocationError';
  }
}
