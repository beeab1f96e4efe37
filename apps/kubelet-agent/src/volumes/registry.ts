import type { Volume } from '@kubets/proto-gen/core/v1';
import { claimVolume } from './claim/claim-volume';
import { configMapVolume } from './config-map/config-map-volume';
import { csiVolume } from './csi/csi-volume';
import { downwardApiVolume } from './downward-api/downward-api-volume';
import { emptyDirVolume } from './empty-dir/empty-dir-volume';
import { hostPathVolume } from './host-path/host-path-volume';
import { imageVolume } from './image/image-volume';
import { projectedVolume } from './projected/projected-volume';
import { secretVolume } from './secret/secret-volume';
import type { VolumeKind } from './volume-kind';

/** Every kind of volume this node can provide; the first that matches a volume provides it. */
const kinds: readonly VolumeKind[] = [
  emptyDirVolume,
  hostPathVolume,
  secretVolume,
  configMapVolume,
  downwardApiVolume,
  projectedVolume,
  claimVolume,
  csiVolume,
  imageVolume,
];

/** Throws Error for a volume that this node can't provide. */
export function volumeKindOf(volume: Volume): VolumeKind {
  const kind = kinds.find((candidate) => candidate.matches(volume));
  if (!kind)
    throw new Error(
      `no volume plugin matched: ${Object.keys(volume).find((key) => key !== 'name') ?? 'the volume has no source'}`,
    );
  return kind;
}
