import { findCondition } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { Pod, Service } from '@kubets/proto-gen/core/v1';

interface Seen {
  service: string;
  pods: Map<string, string>;
}

/** Finds out when the change happened that a Service's addresses are about to be written for. */
export interface TriggerTimes {
  /** RFC 3339; undefined when nothing of what is written came from a pod or the Service. */
  compute(key: string, service: Service, pods: readonly Pod[]): string | undefined;
  forget(key: string): void;
}

/** The earliest change since the last call counts, for that one has waited longest. */
export function createTriggerTimes(): TriggerTimes {
  const services = new Map<string, Seen>();

  return {
    compute(key, service, pods) {
      const before = services.get(key);
      const created = service.metadata?.creationTimestamp ?? '';
      const now: Seen = { service: created, pods: new Map() };
      const changed: string[] = [];
      for (const pod of pods) {
        const time = findCondition(pod.status?.conditions, 'Ready')?.lastTransitionTime;
        if (!time) continue;
        now.pods.set(nameOf(pod), time);
        if (time > (before?.pods.get(nameOf(pod)) ?? '')) changed.push(time);
      }
      services.set(key, now);
      if (!before) return created || undefined;
      if (created > before.service) changed.push(created);
      return changed.sort()[0];
    },
    forget: (key) => void services.delete(key),
  };
}
