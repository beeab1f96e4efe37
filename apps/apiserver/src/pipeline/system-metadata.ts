import { randomUUID } from 'node:crypto';
import { rfc3339, type KubeObject } from '@kubets/apimachinery';

/** What no client can say of a new object, before anybody looks at it. */
export function wipeSystemMetadata(object: KubeObject): void {
  const metadata = (object.metadata ??= {});
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.selfLink;
}

/** The fields of metadata that only the server sets, on create. A generation that it does not count is the client's. */
export function setCreateMetadata(object: KubeObject, hasGeneration: boolean, now: Date): void {
  wipeSystemMetadata(object);
  const metadata = (object.metadata ??= {});
  delete metadata.resourceVersion;
  metadata.uid = randomUUID();
  metadata.creationTimestamp = rfc3339(now);
  // Of kinds that are not counted it is what the client says.
  if (hasGeneration) metadata.generation = 1;
}

/** The same on update: they stay as they are, whatever the client sent. */
export function keepSystemMetadata(object: KubeObject, old: KubeObject): void {
  const metadata = (object.metadata ??= {});
  const kept = old.metadata ?? {};
  metadata.name ||= kept.name;
  metadata.uid ||= kept.uid;
  metadata.creationTimestamp = kept.creationTimestamp;
  // Another one is refused with the rest of what cannot be changed.
  metadata.deletionTimestamp ??= kept.deletionTimestamp;
  metadata.deletionGracePeriodSeconds ??= kept.deletionGracePeriodSeconds;
  if (kept.generation === undefined) delete metadata.generation;
  else metadata.generation = kept.generation;
  delete metadata.selfLink;
}
