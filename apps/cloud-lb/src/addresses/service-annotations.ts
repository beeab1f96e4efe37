import { ANNOTATIONS } from '@kubets/api';
import { canonicalIp } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';

/** Written by users: the addresses they want, at most one of a family, separated by commas. */
const REQUEST_ANNOTATION = 'loadbalancer.kubets.dev/ip';
/** Written by users: Services with the same value share an address, as long as their ports differ. */
const SHARING_ANNOTATION = 'loadbalancer.kubets.dev/allow-shared-ip';

const annotation = (service: Service, name: string): string | undefined =>
  service.metadata?.annotations?.[name] || undefined;
const splitList = (text: string | undefined): string[] =>
  text
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '') ?? [];

/** A Service has one address of each family; of what somebody else has written there, or in the status, the rest is nobody's. */
const MOST_ADDRESSES = 16;

/** The addresses a Service has; those of its status when somebody removed the annotation. */
export function assignedAddresses(service: Service): string[] {
  const annotated = splitList(annotation(service, ANNOTATIONS.loadBalancerAddress))
    .slice(0, MOST_ADDRESSES)
    .flatMap((address) => canonicalIp(address) ?? []);
  return annotated.length > 0 ? annotated : publishedAddresses(service);
}

export function publishedAddresses(service: Service): string[] {
  return (service.status?.loadBalancer?.ingress ?? [])
    .slice(0, MOST_ADDRESSES)
    .flatMap(({ ip }) => (ip && canonicalIp(ip)) || []);
}

export const announcingNode = (service: Service): string | undefined =>
  annotation(service, ANNOTATIONS.loadBalancerNode);
export const sharingKey = (service: Service): string | undefined => annotation(service, SHARING_ANNOTATION);

/** What spec.loadBalancerIP and the annotation ask for, as it was written. */
export function requestedTexts(service: Service): { field: string; text: string }[] {
  return [
    ...splitList(service.spec?.loadBalancerIP).map((text) => ({ field: 'spec.loadBalancerIP', text })),
    ...splitList(annotation(service, REQUEST_ANNOTATION)).map((text) => ({
      field: `annotation ${REQUEST_ANNOTATION}`,
      text,
    })),
  ];
}
