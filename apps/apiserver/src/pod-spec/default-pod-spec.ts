import { isStep, type Steps } from '@kubets/apimachinery';
import type { PodSpec, Volume } from '@kubets/proto-gen/core/v1';
import { defaultContainer } from './default-container';
import { defaultPullPolicy } from './image-reference';
import { roundResourceList, roundResources } from './resource-lists';

/** Defaults that follow from other fields, in every pod and pod template. */
export function* defaultPodSpec(spec: PodSpec): Steps<void> {
  // The old name of the field is kept in step, for clients that still read it.
  spec.serviceAccountName ||= spec.serviceAccount;
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  for (const containers of [spec.initContainers, spec.containers, spec.ephemeralContainers])
    for (const [index, container] of (containers ?? []).entries()) {
      if (isStep(index)) yield;
      yield* defaultContainer(container);
    }
  for (const [index, volume] of (spec.volumes ?? []).entries()) {
    if (isStep(index)) yield;
    defaultVolume(volume);
    yield* roundResources(volume.ephemeral?.volumeClaimTemplate?.spec?.resources);
  }
  yield* roundResourceList(spec.overhead);
  yield* roundResources(spec.resources);
}

/** A volume without a source is an emptyDir. */
function defaultVolume(volume: Volume): void {
  if (Object.keys(volume).every((field) => field === 'name')) volume.emptyDir = {};
  if (volume.image) volume.image.pullPolicy ||= defaultPullPolicy(volume.image.reference);
}
