import {
  fieldErrors,
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  validateAnnotations,
  validateLabels,
  type FieldError,
  type FieldPath,
  type Selector,
} from '@kubets/apimachinery';
import type { PodSpec, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { invalidEach, oneOf, requiredName, requiredText } from '../validation/field-checks';
import { validatePodAnnotations } from './validate-annotations';
import { validateContainers } from './validate-containers';
import { validateDns } from './validate-dns';
import { validateScheduling } from './validate-scheduling';
import { validatePodSecurityContext } from './validate-security-context';
import { validateVolumes } from './validate-volume';

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];

function validateNames(spec: PodSpec, path: FieldPath): FieldError[] {
  const names = [
    ['serviceAccountName', isDns1123Subdomain],
    ['nodeName', isDns1123Subdomain],
    ['hostname', isDns1123Label],
    ['subdomain', isDns1123Label],
    ['priorityClassName', isDns1123Subdomain],
    ['runtimeClassName', isDns1123Subdomain],
  ] as const;
  return names.flatMap(([field, check]) => {
    const value = spec[field];
    return value ? invalidEach(path.child(field), value, check) : [];
  });
}

/** All that is wrong with a pod spec, with the path of each error. */
export function validatePodSpec(spec: PodSpec, path: FieldPath): FieldError[] {
  const secrets = spec.imagePullSecrets ?? [];
  const gates = spec.readinessGates ?? [];
  return [
    ...validateVolumes(spec.volumes, path.child('volumes')),
    ...validateContainers(spec, path),
    ...oneOf(path.child('restartPolicy'), spec.restartPolicy, RESTART_POLICIES),
    ...validateDns(spec, path),
    ...validateLabels(spec.nodeSelector, path.child('nodeSelector')),
    ...validatePodSecurityContext(spec.securityContext, path.child('securityContext')),
    ...secrets.flatMap(({ name }, index) => requiredText(path.child('imagePullSecrets').index(index).child('name'), name)),
    ...gates.flatMap(({ conditionType }, index) =>
      requiredName(path.child('readinessGates').index(index).child('conditionType'), conditionType, isQualifiedName),
    ),
    ...validateScheduling(spec, path),
    ...validateNames(spec, path),
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
    ...(spec.ephemeralContainers?.length ? [fieldErrors.forbidden(ephemeral, 'ephemeral containers not allowed in pod template')] : []),
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
export function validatePodTemplate(template: PodTemplateSpec | undefined, { selector, kind, path }: TemplateRules): FieldError[] {
  if (!template) return [fieldErrors.required(path)];
  const { metadata = {}, spec = {} } = template;
  const errors: FieldError[] = [];
  if (selector && !selector.isEmpty() && !selector.matches(metadata.labels)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(fieldErrors.invalid(path.child('metadata', 'labels'), metadata.labels ?? {}, detail));
  }
  errors.push(...validatePodTemplateSpec(template, path));
  if (spec.restartPolicy && spec.restartPolicy !== 'Always' && RESTART_POLICIES.includes(spec.restartPolicy)) {
    errors.push(fieldErrors.notSupported(path.child('spec', 'restartPolicy'), spec.restartPolicy, ['Always']));
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    const detail = `activeDeadlineSeconds in ${kind} is not Supported`;
    errors.push(fieldErrors.forbidden(path.child('spec', 'activeDeadlineSeconds'), detail));
  }
  return errors;
}
