import {
  fieldErrors,
  validateAnnotations,
  validateLabels,
  type FieldError,
  type FieldPath,
  type Selector,
} from '@kubets/apimachinery';
import type { PodSpec, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { validatePodAnnotations } from './validate-annotations';
import { validateContainers } from './validate-containers';
import { validateDns } from './validate-dns';
import { validateNamespaces } from './validate-namespaces';
import { validatePodResources } from './validate-resources';
import { validateScheduling } from './validate-scheduling';
import { validatePodSecurityContext } from './validate-security-context';
import { validateVolumes } from './validate-volume';

/** All that is wrong with a pod spec besides what its schema says, with the path of each error. */
export function validatePodSpec(spec: PodSpec, path: FieldPath): FieldError[] {
  return [
    ...validateVolumes(spec.volumes, path.child('volumes')),
    ...validateContainers(spec, path),
    ...validateDns(spec, path),
    ...validateLabels(spec.nodeSelector, path.child('nodeSelector')),
    ...validatePodSecurityContext(spec.securityContext, path.child('securityContext')),
    ...validateNamespaces(spec, path),
    ...validateScheduling(spec, path),
    ...validatePodResources(spec, path.child('resources')),
  ];
}

/** The template of pods, whatever is made of them. */
export function validatePodTemplateSpec({ metadata = {}, spec = {} }: PodTemplateSpec, path: FieldPath): FieldError[] {
  const ephemeral = path.child('spec', 'ephemeralContainers');
  return [
    ...validateLabels(metadata.labels, path.child('labels')),
    ...validateAnnotations(metadata.annotations, path.child('annotations')),
    ...validatePodAnnotations(metadata.annotations, spec, path.child('annotations')),
    ...validatePodSpec(spec, path.child('spec')),
    ...(spec.ephemeralContainers?.length
      ? [fieldErrors.forbidden(ephemeral, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}

export interface TemplateRules {
  /** Pods of the template have to be selected by it. */
  selector: Selector | undefined;
  /** The kind that owns the template, for messages. */
  kind: string;
  path: FieldPath;
}

/** The template of a workload whose pods run for ever. */
export function validatePodTemplate(
  template: PodTemplateSpec | undefined,
  { selector, kind, path }: TemplateRules,
): FieldError[] {
  if (!template) return [];
  const { metadata = {}, spec = {} } = template;
  const errors: FieldError[] = [];
  if (selector && !selector.isEmpty() && !selector.matches(metadata.labels)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(fieldErrors.invalid(path.child('metadata', 'labels'), metadata.labels ?? null, detail));
  }
  errors.push(...validatePodTemplateSpec(template, path));
  if (spec.restartPolicy === 'Never' || spec.restartPolicy === 'OnFailure') {
    errors.push(fieldErrors.notSupported(path.child('spec', 'restartPolicy'), spec.restartPolicy, ['Always']));
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(fieldErrors.forbidden(path.child('spec', 'activeDeadlineSeconds'), detail));
  }
  return errors;
}
