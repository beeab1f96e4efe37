import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { Backend, Endpoint } from './routing';

/** So many endpoints of one Service are used at most. */
const MOST_ENDPOINTS = 1000;

/**
 * Where requests for a backend go: its ready endpoints; where none is, those that end and still serve, as kube-proxy does
 * (KEP-1669). Each address once, sorted. Addresses that are names are passed over.
 */
export function endpointsOf({ portName }: Backend, slices: readonly EndpointSlice[]): Endpoint[] {
  if (portName === undefined) return [];
  const ready = new Map<string, Endpoint>();
  const serving = new Map<string, Endpoint>();
  for (const { addressType, ports, endpoints } of slices) {
    if (addressType === 'FQDN') continue;
    const port = (ports ?? []).find(({ name, protocol }) => (name ?? '') === portName && (protocol ?? 'TCP') === 'TCP');
    if (port?.port === undefined) continue;
    for (const { addresses, conditions } of endpoints ?? []) {
      const [address] = addresses ?? [];
      if (address === undefined) continue;
      const endpoint = { address, port: port.port };
      const key = `${address} ${port.port}`;
      // Absent means true: https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions
      const isTerminating = conditions?.terminating === true;
      if (conditions?.ready !== false && !isTerminating) ready.set(key, endpoint);
      else if (isTerminating && conditions?.serving !== false) serving.set(key, endpoint);
    }
  }
  return [...(ready.size > 0 ? ready : serving).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, MOST_ENDPOINTS)
    .map(([, endpoint]) => endpoint);
}
