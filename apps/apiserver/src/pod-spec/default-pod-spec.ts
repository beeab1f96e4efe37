import type { PodSpec, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { defaultContainer } from './default-container';
import { defaultVolume } from './default-volume';
import { roundResourceList } from './round-resource-list';

/** Defaults that hold in every pod and pod template. */
export function defaultPodSpec(spec: PodSpec): void {
  spec.restartPolicy ||= 'Always';
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ||= 'ClusterFirst';
  spec.securityContext ??= {};
  spec.schedulerName ||= 'default-scheduler';
  // The old name of the field is kept in step, for clients that still read it.
  spec.serviceAccountName ||= spec.serviceAccount;
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  for (const container of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) defaultContainer(container);
  for (const container of spec.ephemeralContainers ?? []) defaultContainer(container);
  for (const volume of spec.volumes ?? []) defaultVolume(volume);
  roundResourceList(spec.overhead);
}

/** Defaults of a workload's template; creates what is missing of it, so that validation can name what lacks. */
export function defaultPodTemplate(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const result = template ?? {};
  result.metadata ??= {};
  result.spec ??= {};
  defaultPodSpec(result.spec);
  return result;
}
