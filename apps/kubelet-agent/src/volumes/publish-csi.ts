import type { CsiVolume } from '../csi/volume-request';
import { setVolumeOwnership } from './volume-ownership';
import type { VolumeContext } from './volume-kind';

/** Has a driver publish a volume for the pod, and gives its content to the pod's group where the driver does not. */
export async function publishCsi({ pod, fsGroup, sources }: VolumeContext, volume: CsiVolume): Promise<string> {
  const { path, givesGroup } = await sources.csi(volume, fsGroup);
  if (fsGroup !== undefined && givesGroup && !volume.readOnly)
    await setVolumeOwnership(path, {
      group: fsGroup,
      readOnly: false,
      onlyOnMismatch: pod.spec?.securityContext?.fsGroupChangePolicy === 'OnRootMismatch',
    });
  return path;
}
