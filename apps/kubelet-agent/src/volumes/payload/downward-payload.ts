import { initAndAppContainers } from '@kubets/api';
import type { DownwardAPIVolumeFile, Pod } from '@kubets/proto-gen/core/v1';
import { downwardField, downwardResource } from '../../environment/downward-field';
import type { VolumeSources } from '../volume-kind';
import type { Payload } from './payload';

/** The files that tell a pod about itself. Throws Error for a field or container that does not exist. */
export function downwardPayload(
  items: readonly DownwardAPIVolumeFile[],
  pod: Pod,
  defaultMode: number,
  sources: VolumeSources,
): Payload {
  const payload: Payload = new Map();
  for (const { path = '', fieldRef, resourceFieldRef, mode = defaultMode } of items) {
    if (fieldRef) {
      payload.set(path, { data: Buffer.from(downwardField(fieldRef.fieldPath ?? '', pod, sources.addresses)), mode });
    } else if (resourceFieldRef) {
      const container = initAndAppContainers(pod).find(({ name }) => name === resourceFieldRef.containerName);
      if (!container) throw new Error(`container ${resourceFieldRef.containerName} not found`);
      payload.set(path, {
        data: Buffer.from(downwardResource(resourceFieldRef, container, sources.nodeAllocatable)),
        mode,
      });
    }
  }
  return payload;
}
