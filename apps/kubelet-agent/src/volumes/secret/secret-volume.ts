import { fillPayloadVolume } from '../payload/payload-volume';
import { payloadOfKeys, secretData } from '../payload/payload';
import type { VolumeKind } from '../volume-kind';

/** A Secret's keys as files, kept in memory. */
export const secretVolume: VolumeKind = {
  plugin: 'kubernetes.io~secret',
  matches: (volume) => volume.secret !== undefined,
  live: true,
  async setUp(context) {
    const { secretName = '', items, defaultMode = 0o644, optional } = context.volume.secret!;
    const secret = await context.sources.secret(secretName);
    if (!secret && !optional) throw new Error(`secret "${secretName}" not found`);
    return fillPayloadVolume(
      context,
      payloadOfKeys(secretData(secret), { what: 'secret', items, defaultMode, optional }),
      { inMemory: true },
    );
  },
};
