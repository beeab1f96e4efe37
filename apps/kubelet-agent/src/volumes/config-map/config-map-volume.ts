import { configMapData, payloadOfKeys } from '../payload/payload';
import { fillPayloadVolume } from '../payload/payload-volume';
import type { VolumeKind } from '../volume-kind';

/** A ConfigMap's keys as files. */
export const configMapVolume: VolumeKind = {
  plugin: 'kubernetes.io~configmap',
  matches: (volume) => volume.configMap !== undefined,
  live: true,
  async setUp(context) {
    const { name = '', items, defaultMode = 0o644, optional } = context.volume.configMap!;
    const configMap = await context.sources.configMap(name);
    if (!configMap && !optional) throw new Error(`configmap "${name}" not found`);
    return fillPayloadVolume(
      context,
      payloadOfKeys(configMapData(configMap), { what: 'config', items, defaultMode, optional }),
      { inMemory: false },
    );
  },
};
