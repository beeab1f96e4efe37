import { clusterIPsOf, isExternalName, isHeadless } from '@kubets/api';
import { nameOf, namespaceOf } from '@kubets/apimachinery';
import { parseIp } from '@kubets/net';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { addressType, reverseName } from '../../wire/address-names';
import { loadBalancerRecords } from './load-balancer-records';
import type { ZoneRecord } from './zone-record';

/** Of one Service: 1,000 endpoints times 20,000 ports may stand in one slice. What is beyond has no name of its own. */
export const MOST_RECORDS = 100_000;

/** Everything the DNS specification gives a Service, and the name of its load balancer. `slices` matter to headless ones only. */
export function serviceRecords(service: Service, slices: readonly EndpointSlice[], zone: string): ZoneRecord[] {
  const name = `${nameOf(service)}.${namespaceOf(service)}.svc.${zone}`;
  if (isExternalName(service)) return aliasTo(name, service.spec?.externalName);
  if (isHeadless(service)) return headlessRecords(name, slices);
  return [...clusterIpRecords(name, service), ...loadBalancerRecords(service, zone)];
}

function clusterIpRecords(name: string, service: Service): ZoneRecord[] {
  const addresses = clusterIPsOf(service).filter((address) => parseIp(address));
  if (addresses.length === 0) return [];
  return [
    ...addresses.flatMap((address) => [hostRecord(name, address), ...pointer(address, name)]),
    ...(service.spec?.ports ?? []).flatMap((port) => portRecords(name, port, { target: name, addresses })),
  ];
}

function headlessRecords(name: string, slices: readonly EndpointSlice[]): ZoneRecord[] {
  const hosts = new Map<string, Set<string>>();
  const records: ZoneRecord[] = [];
  const ports = new Map<string, { port: ServicePort; host: string }>();
  let isAlias = false;
  for (const slice of slices) {
    for (const endpoint of slice.endpoints ?? []) {
      const address = endpoint.addresses?.[0];
      // Absent means ready: only the controller and careful people write it.
      if (!address || endpoint.conditions?.ready === false) continue;
      const host = `${endpoint.hostname || withoutFinalDot(address).replace(/[.:]/g, '-')}.${name}`.toLowerCase();
      if (slice.addressType === 'FQDN') {
        // A name can be an alias of one other only: of the first, as with CoreDNS.
        if (!isAlias) records.push(...aliasTo(name, address));
        records.push(...aliasTo(host, address));
        isAlias = true;
        continue;
      }
      if (!parseIp(address)) continue;
      hosts.set(host, (hosts.get(host) ?? new Set()).add(address));
      if (records.length > MOST_RECORDS - 3) break;
      records.push(hostRecord(name, address), hostRecord(host, address), ...pointer(address, host));
      for (const port of slice.ports ?? [])
        if (ports.size < MOST_RECORDS / 4)
          ports.set(`${port.name} ${port.protocol} ${port.port} ${host}`, { port, host });
    }
  }
  // One list per host: as many endpoints as there are may share a host name.
  const addresses = new Map([...hosts].map(([host, found]) => [host, [...found]]));
  return [
    ...records,
    ...[...ports.values()].flatMap(({ port, host }) =>
      portRecords(name, port, { target: host, addresses: addresses.get(host)! }),
    ),
  ].slice(0, MOST_RECORDS);
}

/** None for an address: an alias leads to a name (RFC 1035, 3.3.1). */
function aliasTo(name: string, target: string | undefined): ZoneRecord[] {
  return !target || parseIp(target) ? [] : [{ name, type: 'CNAME', target: withoutFinalDot(target) }];
}

function hostRecord(name: string, address: string): ZoneRecord {
  return { name, type: addressType(address), address };
}

function pointer(address: string, target: string): ZoneRecord[] {
  const name = reverseName(address);
  return name ? [{ name, type: 'PTR', target }] : [];
}

interface ServicePort {
  name?: string;
  protocol?: string;
  port?: number;
}

/** Of a label's 63 letters the underscore takes one; Kubernetes gives longer names no record that could be asked for, either. */
const MOST_PORT_NAME_LETTERS = 62;

/** Every port is found by the Service's name, as with CoreDNS; one with a name by that, too, which has the addresses as well. */
function portRecords(
  service: string,
  { name, protocol, port }: ServicePort,
  to: { target: string; addresses: readonly string[] },
): ZoneRecord[] {
  if (!port) return [];
  const record = { type: 'SRV', port, ...to } as const;
  if (!name || name.length > MOST_PORT_NAME_LETTERS) return [{ name: service, ...record }];
  const portName = `_${name}._${protocol || 'TCP'}.${service}`.toLowerCase();
  return [
    { name: service, ...record },
    { name: portName, ...record },
    ...to.addresses.map((address) => hostRecord(portName, address)),
  ];
}

function withoutFinalDot(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
