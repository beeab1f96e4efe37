import { clusterIPsOf, isExternalName, isHeadless } from '@kubets/api';
import { nameOf, namespaceOf } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { addressType, reverseName, type ZoneRecord } from './zone-record';

/** Everything the DNS specification gives a Service. `slices` matter to headless ones only. */
export function serviceRecords(service: Service, slices: readonly EndpointSlice[], zone: string): ZoneRecord[] {
  const name = `${nameOf(service)}.${namespaceOf(service)}.svc.${zone}`;
  const { externalName } = service.spec ?? {};
  if (isExternalName(service)) return externalName ? [{ name, type: 'CNAME', target: withoutFinalDot(externalName) }] : [];
  return isHeadless(service) ? headlessRecords(name, slices) : clusterIpRecords(name, service);
}

function clusterIpRecords(name: string, service: Service): ZoneRecord[] {
  const addresses = clusterIPsOf(service);
  if (addresses.length === 0) return [];
  return [
    ...addresses.flatMap((address) => [hostRecord(name, address), ...pointer(address, name)]),
    ...(service.spec?.ports ?? []).flatMap((port) => portRecord(name, port, { target: name, addresses })),
  ];
}

function headlessRecords(name: string, slices: readonly EndpointSlice[]): ZoneRecord[] {
  const hosts = new Map<string, Set<string>>();
  const records: ZoneRecord[] = [];
  const ports: { port: NonNullable<EndpointSlice['ports']>[number]; host: string }[] = [];
  for (const slice of slices) {
    if (slice.addressType === 'FQDN') continue;
    for (const endpoint of slice.endpoints ?? []) {
      const address = endpoint.addresses?.[0];
      // Absent means ready: only the controller and careful people write it.
      if (!address || endpoint.conditions?.ready === false) continue;
      const host = `${endpoint.hostname || address.replace(/[.:]/g, '-')}.${name}`.toLowerCase();
      hosts.set(host, (hosts.get(host) ?? new Set()).add(address));
      records.push(hostRecord(name, address), hostRecord(host, address), ...pointer(address, host));
      ports.push(...(slice.ports ?? []).map((port) => ({ port, host })));
    }
  }
  return [...records, ...ports.flatMap(({ port, host }) => portRecord(name, port, { target: host, addresses: [...hosts.get(host)!] }))];
}

function hostRecord(name: string, address: string): ZoneRecord {
  return { name, type: addressType(address), address };
}

function pointer(address: string, target: string): ZoneRecord[] {
  const name = reverseName(address);
  return name ? [{ name, type: 'PTR', target }] : [];
}

/** Ports without a name have no SRV record. */
function portRecord(service: string, port: { name?: string; protocol?: string; port?: number }, to: { target: string; addresses: readonly string[] }): ZoneRecord[] {
  if (!port.name || !port.port) return [];
  return [{ name: `_${port.name}._${port.protocol || 'TCP'}.${service}`.toLowerCase(), type: 'SRV', port: port.port, ...to }];
}

function withoutFinalDot(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}
