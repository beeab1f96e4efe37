import { findCondition, withoutCondition } from '@kubets/api';
import { nameOf, rfc3339 } from '@kubets/apimachinery';
import { cidrContains, cidrCovers, parseCidr, parseIp, type Cidr } from '@kubets/net';
import type { IPAddress, ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import type { Condition } from '@kubets/proto-gen/meta/v1';

export const FINALIZER = 'networking.k8s.io/service-cidr-finalizer';

const rangesOf = (serviceCidr: ServiceCIDR): Cidr[] =>
  (serviceCidr.spec?.cidrs ?? []).flatMap((text) => parseCidr(text) ?? []);

/** The addresses that only this range holds: while there are any it cannot go. */
export function blockingAddresses(
  serviceCidr: ServiceCIDR,
  all: readonly ServiceCIDR[],
  addresses: readonly IPAddress[],
): IPAddress[] {
  const others = all
    .filter((other) => nameOf(other) !== nameOf(serviceCidr) && other.metadata?.deletionTimestamp === undefined)
    .flatMap(rangesOf);
  const exposed = rangesOf(serviceCidr).filter((range) => !others.some((other) => cidrCovers(other, range)));
  return addresses.filter((address) => {
    const ip = parseIp(nameOf(address));
    return (
      ip !== undefined &&
      exposed.some((range) => cidrContains(range, ip)) &&
      !others.some((other) => cidrContains(other, ip))
    );
  });
}

/** The Ready condition of a range that is in use or, being deleted, still has addresses; undefined when it is right already. */
export function readyConditions(serviceCidr: ServiceCIDR, now: Date): Condition[] | undefined {
  const deleting = serviceCidr.metadata?.deletionTimestamp !== undefined;
  const wanted: Condition = deleting
    ? {
        type: 'Ready',
        status: 'False',
        reason: 'Terminating',
        message:
          'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR',
      }
    : { type: 'Ready', status: 'True', reason: '', message: 'Kubernetes Service CIDR is ready' };
  const current = findCondition(serviceCidr.status?.conditions, 'Ready');
  if (current?.status === wanted.status) return undefined;
  return [
    ...withoutCondition(serviceCidr.status?.conditions, 'Ready'),
    { ...wanted, lastTransitionTime: rfc3339(now) },
  ];
}
