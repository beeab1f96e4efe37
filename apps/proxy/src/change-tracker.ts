import { ANNOTATIONS, serviceKeysOfSlice } from '@kubets/api';
import { objectKey } from '@kubets/apimachinery';
import type { Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import type { ProxyInformers } from './informers';

/** What has happened since the last look. */
export interface PendingChanges {
  /** namespace/name of Services that changed, or whose slices did. */
  services: Set<string>;
  serviceCidrs: boolean;
  serviceEvents: number;
  sliceEvents: number;
  /** When what led to the changed slices happened, as the slices say. */
  triggeredAt: Date[];
}

export interface ChangeTracker {
  /** Hands the changes over and begins anew. */
  take(): PendingChanges;
}

/** Calls `onChange` for every event; the events themselves are only counted. */
export function trackChanges(informers: ProxyInformers, onChange: () => void): ChangeTracker {
  let pending = nothing();

  function serviceChanged(service: Service): void {
    pending.services.add(objectKey(service));
    pending.serviceEvents++;
    onChange();
  }

  function slicesChanged(...slices: EndpointSlice[]): void {
    for (const key of slices.flatMap(serviceKeysOfSlice)) pending.services.add(key);
    pending.sliceEvents++;
    const triggeredAt = slices.at(-1)?.metadata?.annotations?.[ANNOTATIONS.lastChangeTriggerTime];
    if (triggeredAt) pending.triggeredAt.push(new Date(triggeredAt));
    onChange();
  }

  function cidrsChanged(): void {
    pending.serviceCidrs = true;
    onChange();
  }

  informers.services.addEventHandler({
    onAdd: serviceChanged,
    onUpdate: (_, service) => serviceChanged(service),
    onDelete: serviceChanged,
  });
  informers.endpointSlices.addEventHandler({ onAdd: slicesChanged, onUpdate: slicesChanged, onDelete: slicesChanged });
  informers.nodes.addEventHandler({ onAdd: onChange, onUpdate: onChange, onDelete: onChange });
  informers.serviceCIDRs.addEventHandler({ onAdd: cidrsChanged, onUpdate: cidrsChanged, onDelete: cidrsChanged });

  return {
    take() {
      const taken = pending;
      pending = nothing();
      return taken;
    },
  };
}

function nothing(): PendingChanges {
  return { services: new Set(), serviceCidrs: false, serviceEvents: 0, sliceEvents: 0, triggeredAt: [] };
}
