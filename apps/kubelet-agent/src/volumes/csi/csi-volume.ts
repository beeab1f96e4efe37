import { inlineCsiVolume } from '../../csi/volume-request';
import { CSI_PLUGIN } from '../../csi/csi-paths';
import { publishCsi } from '../publish-csi';
import type { VolumeKind } from '../volume-kind';

/** A volume that a driver makes for the pod and that goes with it. */
export const csiVolume: VolumeKind = {
  plugin: CSI_PLUGIN,
  matches: ({ csi }) => csi !== undefined,
  live: false,
  setUp: (context) => publishCsi(context, inlineCsiVolume(context.pod, context.volume.name ?? '')),
};
