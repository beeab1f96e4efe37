import { isHeadless, serviceKeyOfSlice } from '@kubets/api';
import { nameOf, objectKey } from '@kubets/apimachinery';
import { startInformers, unsyncedInformers, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { createClusterInformers, slicesOf, type ClusterInformers } from './cluster-informers';
import { serviceRecords } from './service-records';
import type { Zone } from './zone';

export interface ZoneSync {
  readonly informers: ClusterInformers;
  start(signal: AbortSignal): void;
  /** True once everything there was at the start is in the zone. */
  hasSynced(): boolean;
  synced(): Promise<void>;
  hasNamespace(name: string): boolean;
  /** Fills another zone with what there is, in parts between which queries are answered, and keeps that one in line from then on. */
  changeZone(zone: Zone): Promise<void>;
}

export interface ZoneSyncOptions {
  client: Pick<KubeClient, 'services' | 'endpointSlices' | 'namespaces'>;
  zone: Zone;
  logger: Logger;
  clock?: Clock;
}

/** So many Services are put into a new zone at a time. */
const PART = 50;

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Keeps the zone in line with Services, EndpointSlices and namespaces. */
export function createZoneSync({ client, zone: first, ...o }: ZoneSyncOptions): ZoneSync {
  const informers = createClusterInformers(client, o);
  const { services, endpointSlices: slices, namespaces } = informers;

  /** The one in use, and while it is being replaced the one to come. */
  let zones: readonly Zone[] = [first];
  const dirty = new Set<string>();
  // A burst of slice events of one Service is one change of its names.
  function touch(key: string): void {
    if (dirty.size === 0) setImmediate(flush);
    dirty.add(key);
  }

  function flush(): void {
    for (const key of dirty) for (const zone of zones) setService(zone, key);
    dirty.clear();
  }

  function setService(zone: Zone, key: string): void {
    const service = services.lister.get(key);
    const owner = `service/${key}`;
    try {
      zone.set(owner, service ? serviceRecords(service, slicesOf(informers, key), zone.name) : []);
    } catch (err) {
      // Names come from validated objects; one that still is none must not take the others with it.
      zone.set(owner, []);
      o.logger.error({ err, serviceKey: key }, 'Cannot make DNS records for Service');
    }
  }

  const setNamespace = (zone: Zone, name: string, isThere: boolean) =>
    zone.set(`namespace/${name}`, isThere ? [{ name: `${name}.svc.${zone.name}`, type: 'none' }] : []);

  function sliceChanged(slice: EndpointSlice): void {
    const key = serviceKeyOfSlice(slice);
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
    onAdd: (namespace) => zones.forEach((zone) => setNamespace(zone, nameOf(namespace), true)),
    onDelete: (namespace) => zones.forEach((zone) => setNamespace(zone, nameOf(namespace), false)),
  });

  // Once true it stays true: later outages leave the last known state, which is better than none.
  let complete = false;
  const hasSynced = () => (complete ||= unsyncedInformers(informers).length === 0 && dirty.size === 0);
  return {
    informers,
    hasSynced,
    start: (signal) => void startInformers(informers, signal),
    async synced() {
      await Promise.all(Object.values(informers).map((informer) => informer.synced()));
      while (!hasSynced()) await nextTurn();
    },
    hasNamespace: (name) => namespaces.lister.get(name) !== undefined,
    async changeZone(zone) {
      zones = [...zones, zone];
      for (const namespace of namespaces.lister.list()) setNamespace(zone, nameOf(namespace), true);
      const keys = services.lister.list().map(objectKey);
      for (let at = 0; at < keys.length; at += PART) {
        for (const key of keys.slice(at, at + PART)) setService(zone, key);
        await nextTurn();
      }
      zones = [zone];
    },
  };
}
