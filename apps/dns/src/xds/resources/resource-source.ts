import { serviceKeyOfSlice } from '@kubets/api';
import { objectKey } from '@kubets/apimachinery';
import type { ServicePort, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { slicesOf, type ClusterInformers } from '../../plugins/kubernetes/cluster-informers';
import type { RouteTable } from '../routes/route-table';
import { prefersZone } from './load-assignment';
import type { ResourceType } from './resource-type';
import { parseServicePortName } from './service-name';
import { serviceResource, type PreparedResource } from './service-resources';

/** Where streams have their resources from. */
export interface ResourceSource {
  /** What there is under that name for a client in `zone`; undefined for nothing. */
  lookup(type: ResourceType, name: string, zone: string): PreparedResource | undefined;
  /** Calls back with the Services whose resources may be others than before; the function ends it. */
  subscribe(listener: (services: ReadonlySet<string>) => void): () => void;
  /** The Service a name belongs to, as it is told to listeners; undefined for what is no name of one. */
  serviceOf(name: string): string | undefined;
}

/** Of one Service, for each of its ports and names of them and each zone. */
const MOST_PREPARED = 1000;

/**
 * Resources made of the Services, slices and GRPCRoutes that are followed. One is made when somebody asks, and kept until its Service changes: what
 * nobody subscribes to costs nothing.
 */
export function createResourceSource(
  informers: ClusterInformers,
  zoneName: () => string,
  table?: RouteTable,
): ResourceSource {
  const { services, endpointSlices } = informers;
  const prepared = new Map<string, Map<string, PreparedResource>>();
  const listeners = new Set<(services: ReadonlySet<string>) => void>();
  let changed = new Set<string>();

  function touch(service: string): void {
    prepared.delete(service);
    if (listeners.size === 0) return;
    if (changed.size === 0) setImmediate(tell);
    changed.add(service);
  }

  function tell(): void {
    const services = changed;
    changed = new Set();
    for (const listener of listeners) listener(services);
  }

  const sliceChanged = (slice: EndpointSlice) => {
    const key = serviceKeyOfSlice(slice);
    if (key !== undefined) touch(key);
  };
  services.addEventHandler({
    onAdd: (service) => touch(objectKey(service)),
    onUpdate: (_, service) => touch(objectKey(service)),
    onDelete: (service) => touch(objectKey(service)),
  });
  endpointSlices.addEventHandler({
    onAdd: sliceChanged,
    onUpdate(previous, slice) {
      sliceChanged(previous);
      if (serviceKeyOfSlice(previous) !== serviceKeyOfSlice(slice)) sliceChanged(slice);
    },
    onDelete: sliceChanged,
  });
  table?.onChange(touch);

  return {
    serviceOf: (name) => parseServicePortName(name, zoneName())?.service,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    lookup(type, name, clientZone) {
      const found = parseServicePortName(name, zoneName());
      const service = found && services.lister.get(found.service);
      const port = service && portOf(service, found.port);
      if (!found || !port) return undefined;
      const zone = type === 'endpoints' && prefersZone(service) ? clientZone : '';
      const own = prepared.get(found.service) ?? new Map<string, PreparedResource>();
      prepared.set(found.service, own);
      const key = `${type} ${name} ${zone}`;
      let resource = own.get(key);
      if (!resource) {
        const slices = type === 'endpoints' ? slicesOf(informers, found.service) : [];
        const routes = type === 'route' ? table?.routesAt(found.service, port.port ?? 0) : undefined;
        resource = serviceResource(type, { name, service, port, slices, zone, routes });
        // Zones are what clients say.
        if (own.size < MOST_PREPARED) own.set(key, resource);
      }
      return resource;
    },
  };
}

/** A TCP port by its number or its name; without either the only one. */
function portOf({ spec }: Service, wanted: string | undefined): ServicePort | undefined {
  const ports = (spec?.ports ?? []).filter(({ protocol }) => (protocol ?? 'TCP') === 'TCP');
  if (spec?.type === 'ExternalName') return undefined;
  if (wanted === undefined) return ports.length === 1 ? ports[0] : undefined;
  return ports.find(({ name, port }) => String(port) === wanted || name === wanted);
}
