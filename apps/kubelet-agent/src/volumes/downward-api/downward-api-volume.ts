import { downwardPayload } from '../payload/downward-payload';
import { fillPayloadVolume } from '../payload/payload-volume';
import type { VolumeKind } from '../volume-kind';

/** The pod's own metadata and resources as files. */
export const downwardApiVolume: VolumeKind = {
  plugin: 'kubernetes.io~downward-api',
  matches: (volume) => volume.downwardAPI !== undefined,
  live: true,
  setUp(context) {
    const { items = [], defaultMode = 0o644 } = context.volume.downwardAPI!;
    return fillPayloadVolume(context, downwardPayload(items, context.pod, defaultMode, context.sources), {
      inMemory: true,
    });
  },
};
