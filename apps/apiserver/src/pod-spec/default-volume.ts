import type { DownwardAPIVolumeFile, Volume } from '@kubets/proto-gen/core/v1';
import { defaultPullPolicy } from './image-reference';

/** 0644 */
const FILE_MODE = 420;
const TOKEN_EXPIRATION_SECONDS = 3600;

function defaultDownwardFiles(files: DownwardAPIVolumeFile[] | undefined): void {
  for (const { fieldRef, resourceFieldRef } of files ?? []) {
    if (fieldRef) fieldRef.apiVersion ||= 'v1';
    if (resourceFieldRef) resourceFieldRef.divisor ??= '0';
  }
}

/** A volume without a source is an emptyDir. */
export function defaultVolume(volume: Volume): void {
  const { name: _, ...source } = volume;
  if (Object.keys(source).length === 0) volume.emptyDir = {};
  if (volume.hostPath) volume.hostPath.type ??= '';
  if (volume.secret) volume.secret.defaultMode ??= FILE_MODE;
  if (volume.configMap) volume.configMap.defaultMode ??= FILE_MODE;
  if (volume.downwardAPI) {
    volume.downwardAPI.defaultMode ??= FILE_MODE;
    defaultDownwardFiles(volume.downwardAPI.items);
  }
  if (volume.projected) {
    volume.projected.defaultMode ??= FILE_MODE;
    for (const { serviceAccountToken, downwardAPI } of volume.projected.sources ?? []) {
      if (serviceAccountToken) serviceAccountToken.expirationSeconds ??= TOKEN_EXPIRATION_SECONDS;
      defaultDownwardFiles(downwardAPI?.items);
    }
  }
  if (volume.ephemeral?.volumeClaimTemplate?.spec) volume.ephemeral.volumeClaimTemplate.spec.volumeMode ||= 'Filesystem';
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference);
}
