import type { PodSpec, Volume } from '@kubets/proto-gen/core/v1';
import { defaultContainer } from './default-container';
import { defaultPullPolicy } from './image-reference';
import { roundResourceList } from './round-resource-list';

/** Defaults that follow from other fields, in every pod and pod template. */
export function defaultPodSpec(spec: PodSpec): void {
  // The old name of the field is kept in step, for clients that still read it.
  spec.serviceAccountName ||= spec.serviceAccount;
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  roundResourceList(spec.overhead);
}

/** A volume without a source is an emptyDir. */
function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume.emptyDir = {};
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference);
}
