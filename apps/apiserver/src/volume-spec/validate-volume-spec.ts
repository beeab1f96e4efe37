import {
  atOnce,
  fieldErrors,
  isDns1123Subdomain,
  parseQuantity,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type { PersistentVolumeSpec } from '@kubets/proto-gen/core/v1';
import { validateNodeSelector } from '../pod-spec/validate-affinity';
import { validateAccessModes } from '../validation/access-modes';
import { invalidEach, requiredText, sortedMap } from '../validation/field-checks';
import { validateSize } from '../validation/storage-size';
import { validateVolumeSource } from './validate-volume-source';

const OF_INLINE = 'in the context of inline volumes';

function validateCapacity({ capacity }: PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const at = path.child('capacity');
  const resources = Object.keys(capacity ?? {});
  const errors = resources.length === 0 ? [fieldErrors.required(at)] : [];
  if (capacity?.['storage'] === undefined || resources.length > 1)
    errors.push(fieldErrors.notSupported(at, sortedMap(capacity), ['storage']));
  const ofAmount = (size: string, place: FieldPath): FieldError[] => [
    ...(parseQuantity(size).sign() < 0
      ? [fieldErrors.invalid(place, Number(size), 'must be a valid resource quantity')]
      : []),
    ...validateSize(size, place),
  ];
  return [...errors, ...Object.entries(capacity ?? {}).flatMap(([resource, size]) => ofAmount(size, at.key(resource)))];
}

/** Where a volume of its own is refused something, and what one that stands in an attachment may not say. */
function validateInline(spec: PersistentVolumeSpec, path: FieldPath) {
  const { capacity = {}, persistentVolumeReclaimPolicy: policy = 'Retain', volumeMode = 'Filesystem' } = spec;
  const forbidden = (name: string, detail = 'may not be specified'): FieldError =>
    fieldErrors.forbidden(path.child(name), `${detail} ${OF_INLINE}`);
  const first = (error: FieldError): FieldError => ({ ...error, toldAt: path.child('accessModes').toString() });
  const start = [
    ...(spec.claimRef ? [forbidden('claimRef')] : []),
    ...(Object.keys(capacity).length > 0 ? [forbidden('capacity')] : []),
    ...(spec.csi ? [] : [fieldErrors.required(path.child('csi'), `has to be specified ${OF_INLINE}`)]),
  ];
  return {
    start: start.map(first),
    beforeSource: [
      ...(policy === 'Retain' ? [] : [forbidden('persistentVolumeReclaimPolicy', 'may only be Retain')]),
      ...(spec.nodeAffinity ? [forbidden('nodeAffinity')] : []),
    ],
    afterSource: [
      ...(spec.storageClassName ? [forbidden('storageClassName')] : []),
      ...(volumeMode === 'Filesystem'
        ? []
        : [forbidden('volumeMode', 'may not specify volumeMode other than Filesystem')]),
    ],
  };
}

function validateOwn(spec: PersistentVolumeSpec, path: FieldPath) {
  const { storageClassName } = spec;
  return {
    start: [],
    beforeSource: [...validateCapacity(spec, path), ...validateAffinity(spec, path.child('nodeAffinity', 'required'))],
    afterSource: storageClassName
      ? invalidEach(path.child('storageClassName'), storageClassName, isDns1123Subdomain)
      : [],
  };
}

function validateAffinity({ nodeAffinity }: PersistentVolumeSpec, path: FieldPath): FieldError[] {
  if (!nodeAffinity) return [];
  if (!nodeAffinity.required) return [fieldErrors.required(path, 'must specify required node constraints')];
  return atOnce(validateNodeSelector(nodeAffinity.required, path.child('nodeSelectorTerms'), false));
}

function validateAttributesClass(
  { volumeAttributesClassName, csi }: PersistentVolumeSpec,
  path: FieldPath,
): FieldError[] {
  if (volumeAttributesClassName === undefined) return [];
  const at = path.child('volumeAttributesClassName');
  return [
    ...requiredText(at, volumeAttributesClassName, 'an empty string is disallowed'),
    ...(volumeAttributesClassName ? invalidEach(at, volumeAttributesClassName, isDns1123Subdomain) : []),
    ...(csi
      ? []
      : [fieldErrors.required(path.child('csi'), 'has to be specified when using volumeAttributesClassName')]),
  ];
}

/** No node's whole disk is emptied. */
function validateRecycling({ hostPath, persistentVolumeReclaimPolicy }: PersistentVolumeSpec, path: FieldPath) {
  if (hostPath?.path !== '/' || persistentVolumeReclaimPolicy !== 'Recycle') return [];
  const detail = "may not be 'recycle' for a hostPath mount of '/'";
  const error = fieldErrors.forbidden(path.child('persistentVolumeReclaimPolicy'), detail);
  return [{ ...error, toldAt: path.child('csi').toString() }];
}

/** What is wrong with the spec of a volume, or with one that stands in an attachment, `inline`. */
export function validateVolumeSpec(spec: PersistentVolumeSpec, path: FieldPath, { inline = false } = {}): FieldError[] {
  const { start, beforeSource, afterSource } = inline ? validateInline(spec, path) : validateOwn(spec, path);
  return [
    ...start,
    ...validateAccessModes(spec.accessModes ?? [], path.child('accessModes')),
    ...beforeSource,
    ...validateVolumeSource(spec, path),
    ...validateRecycling(spec, path),
    ...afterSource,
    ...(inline ? [] : validateAttributesClass(spec, path)),
  ];
}
