import {
  annotationErrors,
  errorsOfAll,
  errorsOfEach,
  fieldErrors,
  labelErrors,
  type FieldError,
  type FieldPath,
  type Selector,
  type Steps,
} from '@kubets/apimachinery';
import type { PodSpec, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { validateAffinity } from './validate-affinity';
import { validatePodAnnotations } from './validate-annotations';
import { validateContainers, validateHostNetworkPorts } from './validate-containers';
import { validateDnsConfig, validateHostAliases } from './validate-dns';
import { validateFileVolumes } from './validate-env';
import { validateHostnameOverride, validateHostUsers, validateSharedProcesses } from './validate-namespaces';
import { validateOs } from './validate-os';
import { validatePodClaims } from './validate-resource-claims';
import { validateOverhead, validatePodResources } from './validate-resources';
import { validateGates, validateSpread, validateToleration } from './validate-scheduling';
import { validatePodSecurityContext } from './validate-security-context';
import { validateVolumes } from './validate-volume';
import { validateHostProcesses } from './validate-windows';

/** All that is wrong with a pod spec besides what its schema says, with the path of each error. `pod`: the pod's name, where it is one's. */
export function validatePodSpec(spec: PodSpec, path: FieldPath, pod?: string): Steps<FieldError[]> {
  const { nodeSelector, affinity, schedulingGates = [], topologySpreadConstraints = [], tolerations = [] } = spec;
  const broken = new Set<string>();
  return errorsOfAll(
    () => validateVolumes(spec.volumes, path.child('volumes'), { pod, broken }),
    () => validatePodClaims(spec.resourceClaims ?? [], path.child('resourceClaims')),
    () => validateContainers(spec, path, broken),
    () => validatePodResources(spec, path.child('resources')),
    () => validateHostNetworkPorts(spec, path),
    () => labelErrors(nodeSelector, path.child('nodeSelector')),
    () => validatePodSecurityContext(spec, path.child('securityContext')),
    () => validateSharedProcesses(spec, path),
    () => validateAffinity(affinity, path.child('affinity')),
    () => validateDnsConfig(spec, path.child('dnsConfig')),
    () => validateGates(schedulingGates, path.child('schedulingGates')),
    () => validateSpread(topologySpreadConstraints, path.child('topologySpreadConstraints')),
    () => validateHostProcesses(spec, path),
    () => validateHostUsers(spec, path),
    () => validateHostnameOverride(spec, path),
    () => errorsOfEach(tolerations, (item, index) => validateToleration(item, path.child('tolerations').index(index))),
    () => validateHostAliases(spec, path.child('hostAliases')),
    () => validateOverhead(spec, path.child('overhead')),
    () => validateOs(spec, path),
    () => validateFileVolumes(spec, path),
  );
}

/** The template of pods, whatever is made of them. */
export function validatePodTemplateSpec(
  { metadata = {}, spec = {} }: PodTemplateSpec,
  path: FieldPath,
): Steps<FieldError[]> {
  const ephemeral = path.child('spec', 'ephemeralContainers');
  return errorsOfAll(
    () => labelErrors(metadata.labels, path.child('labels')),
    () => annotationErrors(metadata.annotations, path.child('annotations')),
    () => validatePodAnnotations(metadata.annotations, spec, path.child('annotations')),
    () => validatePodSpec(spec, path.child('spec')),
    () =>
      spec.ephemeralContainers?.length
        ? [fieldErrors.forbidden(ephemeral, 'ephemeral containers not allowed in pod template')]
        : [],
  );
}

export interface TemplateRules {
  /** Pods of the template have to be selected by it. */
  selector: Selector | undefined;
  /** The kind that owns the template, for messages. */
  kind: string;
  path: FieldPath;
}

/** The template of a workload whose pods run for ever. */
export function* validatePodTemplate(
  template: PodTemplateSpec | undefined,
  { selector, kind, path }: TemplateRules,
): Steps<FieldError[]> {
  if (!template) return [];
  const { metadata = {}, spec = {} } = template;
  let errors: FieldError[] = [];
  if (selector && !selector.isEmpty() && !selector.matches(metadata.labels)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(fieldErrors.invalid(path.child('metadata', 'labels'), metadata.labels ?? null, detail));
  }
  errors = errors.concat(yield* validatePodTemplateSpec(template, path));
  if (spec.restartPolicy && spec.restartPolicy !== 'Always') {
    errors.push(fieldErrors.notSupported(path.child('spec', 'restartPolicy'), spec.restartPolicy, ['Always']));
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(fieldErrors.forbidden(path.child('spec', 'activeDeadlineSeconds'), detail));
  }
  return errors;
}
