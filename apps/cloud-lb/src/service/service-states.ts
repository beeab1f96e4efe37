import { objectKey, resourceVersionOf, uidOf } from '@kubets/apimachinery';
import type { Informer } from '@kubets/client';
import type { Service } from '@kubets/proto-gen/core/v1';

/** The newest known state of every Service: the informer's, brought forward by what was just written. */
export interface ServiceStates {
  get(key: string): Service | undefined;
  /** Takes in the apiserver's answer to a write. */
  wrote(service: Service): void;
  /** Whether this state is the result of an own write. */
  isEcho(service: Service): boolean;
}

export function createServiceStates(
  informer: Informer<Service>,
  onChange: (key: string, service: Service | undefined) => void,
): ServiceStates {
  /** Writes that the informer has not shown yet. */
  const ahead = new Map<string, Service>();
  const lastWritten = new Map<string, string | undefined>();

  function show(service: Service): void {
    const key = objectKey(service);
    const written = ahead.get(key);
    if (written && uidOf(written) === uidOf(service) && resourceVersionOf(written) > resourceVersionOf(service)) return;
    ahead.delete(key);
    onChange(key, service);
  }

  informer.addEventHandler({
    onAdd: show,
    onUpdate: (_previous, service) => show(service),
    onDelete(service) {
      const key = objectKey(service);
      ahead.delete(key);
      lastWritten.delete(key);
      onChange(key, undefined);
    },
  });

  return {
    get: (key) => ahead.get(key) ?? informer.lister.get(key),
    wrote(service) {
      const key = objectKey(service);
      const shown = informer.lister.get(key);
      // It was deleted, and perhaps made anew, before the answer came.
      if (!shown || uidOf(shown) !== uidOf(service)) return;
      lastWritten.set(key, service.metadata?.resourceVersion);
      if (resourceVersionOf(shown) >= resourceVersionOf(service)) return;
      ahead.set(key, service);
      onChange(key, service);
    },
    isEcho: (service) => lastWritten.get(objectKey(service)) === service.metadata?.resourceVersion,
  };
}
