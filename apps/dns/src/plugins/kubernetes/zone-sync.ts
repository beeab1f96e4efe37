import { isHeadless, LABELS } from '@kubets/api';
import { nameOf, namespaceOf, objectKey } from '@kubets/apimachinery';
import { createInformerSet, startInformers, unsyncedInformers, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { serviceRecords } from './service-records';
import type { Zone } from './zone';

export interface ZoneSync {
  start(signal: AbortSignal): void;
  /** True once everything there was at the start is in the zone. */
  hasSynced(): boolean;
  synced(): Promise<void>;
  hasNamespace(name: string): boolean;
}

export interface ZoneSyncOptions {
  client: Pick<KubeClient, 'services' | 'endpointSlices' | 'namespaces'>;
  zone: Zone;
  zoneName: string;
  logger: Logger;
  clock?: Clock;
}

const BY_SERVICE = 'service';

function serviceKeyOf(slice: EndpointSlice): string | undefined {
  const name = slice.metadata?.labels?.[LABELS.serviceName];
  return name ? `${namespaceOf(slice)}/${name}` : undefined;
}

/** Keeps the zone in line with Services, EndpointSlices and namespaces. */
export function createZoneSync({ client, zone, zoneName, ...o }: ZoneSyncOptions): ZoneSync {
  const informers = createInformerSet(
    client,
    {
      services: {},
      endpointSlices: { indexers: { [BY_SERVICE]: (slice) => [serviceKeyOf(slice) ?? ''] } },
      namespaces: {},
    },
    o,
  );
  const { services, endpointSlices: slices, namespaces } = informers;

  const dirty = new Set<string>();
  // A burst of slice events of one Service is one change of its names.
  function touch(key: string): void {
    if (dirty.size === 0) setImmediate(flush);
    dirty.add(key);
  }

  function flush(): void {
    for (const key of dirty) {
      const service = services.lister.get(key);
      try {
        zone.set(
          `service/${key}`,
          service ? serviceRecords(service, slices.lister.byIndex(BY_SERVICE, key), zoneName) : [],
        );
      } catch (err) {
        // Names come from validated objects; one that still is none must not take the others with it.
        zone.set(`service/${key}`, []);
        o.logger.error({ err, service: key }, 'Cannot make DNS records for Service');
      }
    }
    dirty.clear();
  }

  function sliceChanged(slice: EndpointSlice): void {
    const key = serviceKeyOf(slice);
    const service = key === undefined ? undefined : services.lister.get(key);
    if (service && isHeadless(service)) touch(key!);
  }

  services.addEventHandler({
    onAdd: (service) => touch(objectKey(service)),
    onUpdate: (_, service) => touch(objectKey(service)),
    onDelete: (service) => touch(objectKey(service)),
  });
  slices.addEventHandler({
    onAdd: sliceChanged,
    onUpdate(previous, slice) {
      sliceChanged(previous);
      sliceChanged(slice);
    },
    onDelete: sliceChanged,
  });
  namespaces.addEventHandler({
    onAdd: (namespace) =>
      zone.set(`namespace/${nameOf(namespace)}`, [{ name: `${nameOf(namespace)}.svc.${zoneName}`, type: 'none' }]),
    onDelete: (namespace) => zone.set(`namespace/${nameOf(namespace)}`, []),
  });

  // Once true it stays true: later outages leave the last known state, which is better than none.
  let complete = false;
  const hasSynced = () => (complete ||= unsyncedInformers(informers).length === 0 && dirty.size === 0);
  return {
    hasSynced,
    start: (signal) => void startInformers(informers, signal),
    async synced() {
      await Promise.all(Object.values(informers).map((informer) => informer.synced()));
      while (!hasSynced()) await new Promise<void>((resolve) => setImmediate(resolve));
    },
    hasNamespace: (name) => namespaces.lister.get(name) !== undefined,
  };
}
