import type { Volume } from '@kubets/proto-gen/core/v1';
import { defaultPullPolicy } from './image-reference';

/** A volume without a source is an emptyDir. */
export function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume.emptyDir = {};
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference);
}
