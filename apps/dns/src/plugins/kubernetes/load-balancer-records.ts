import { ANNOTATIONS, isLoadBalancer } from '@kubets/api';
import { parseIp } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import { addressType } from '../../wire/address-names';
import type { ZoneRecord } from './zone-record';

/**
 * The addresses of a load balancer that is published by a name of this zone. Names of Services and pods are not for load balancers: who
 * may write a status does not get to say where those lead.
 */
export function loadBalancerRecords(service: Service, zone: string): ZoneRecord[] {
  if (!isLoadBalancer(service)) return [];
  const addresses = (service.metadata?.annotations?.[ANNOTATIONS.loadBalancerAddress] ?? '')
    .split(',')
    .map((address) => address.trim())
    .filter((address) => parseIp(address));
  return (service.status?.loadBalancer?.ingress ?? []).flatMap(({ hostname }) =>
    hostname !== undefined && isFree(hostname, zone)
      ? addresses.map((address) => ({ name: hostname, type: addressType(address), address }))
      : [],
  );
}

function isFree(hostname: string, zone: string): boolean {
  if (!hostname.endsWith(`.${zone}`)) return false;
  const top = hostname
    .slice(0, -zone.length - 1)
    .split('.')
    .at(-1);
  return top !== 'svc' && top !== 'pod';
}
