import { fieldErrors, isConfigMapKey, isDns1123Label, parseQuantity, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type { DownwardAPIVolumeFile, KeyToPath, ProjectedVolumeSource, Volume } from '@kubets/proto-gen/core/v1';
import { oneOf, requiredName, requiredText } from '../validation/field-checks';
import { validateFieldRef, validateResourceFieldRef, VOLUME_FIELDS } from './validate-env';

const MODE_TEXT = 'must be a number between 0 and 0777 (octal), both inclusive';
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const HOST_PATH_TYPES = ['', 'BlockDevice', 'CharDevice', 'Directory', 'DirectoryOrCreate', 'File', 'FileOrCreate', 'Socket'];
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;

export function validateMode(path: FieldPath, mode: number | undefined): FieldError[] {
  return mode !== undefined && (mode < 0 || mode > 0o777) ? [fieldErrors.invalid(path, mode, MODE_TEXT)] : [];
}

/** A path below the volume's root, that does not climb out. */
export function validateDescendingPath(path: FieldPath, target: string): FieldError[] {
  if (target.startsWith('/')) return [fieldErrors.invalid(path, target, 'must be a relative path')];
  return backsteps(path, target);
}

function backsteps(path: FieldPath, target: string): FieldError[] {
  return target.split('/').includes('..') ? [fieldErrors.invalid(path, target, "must not contain '..'")] : [];
}

function validateFileName(path: FieldPath, target: string | undefined): FieldError[] {
  if (!target) return [fieldErrors.required(path)];
  const errors = validateDescendingPath(path, target);
  // Names that begin so are how the agent swaps a volume's contents at once.
  return target.startsWith('..') && errors.length === 0
    ? [fieldErrors.invalid(path, target, "must not start with '..'")]
    : errors;
}

function validateItems(items: KeyToPath[] | undefined, path: FieldPath): FieldError[] {
  return (items ?? []).flatMap((item, index) => {
    const at = path.index(index);
    return [
      ...requiredName(at.child('key'), item.key, isConfigMapKey),
      ...validateFileName(at.child('path'), item.path),
      ...validateMode(at.child('mode'), item.mode),
    ];
  });
}

function validateDownwardFiles(files: DownwardAPIVolumeFile[] | undefined, path: FieldPath): FieldError[] {
  return (files ?? []).flatMap((file) => {
    const errors = validateFileName(path.child('path'), file.path);
    const { fieldRef, resourceFieldRef } = file;
    if (fieldRef && resourceFieldRef) {
      errors.push(fieldErrors.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'));
    }
    if (fieldRef) errors.push(...validateFieldRef(fieldRef, VOLUME_FIELDS, path.child('fieldRef')));
    else if (resourceFieldRef) errors.push(...validateResourceFieldRef(resourceFieldRef, true, path.child('resourceFieldRef')));
    else errors.push(fieldErrors.required(path, 'one of fieldRef and resourceFieldRef is required'));
    return [...errors, ...validateMode(path.child('mode'), file.mode)];
  });
}

function validateProjected(projected: ProjectedVolumeSource, path: FieldPath): FieldError[] {
  const errors = validateMode(path.child('defaultMode'), projected.defaultMode);
  (projected.sources ?? []).forEach((source, index) => {
    const at = path.child('sources').index(index);
    const given = Object.keys(source);
    given.slice(1).forEach((kind) => errors.push(fieldErrors.forbidden(at.child(kind), 'may not specify more than 1 volume type')));
    const { secret, configMap, downwardAPI, serviceAccountToken: token } = source;
    if (secret) errors.push(...requiredText(at.child('secret', 'name'), secret.name), ...validateItems(secret.items, at.child('secret', 'items')));
    if (configMap) errors.push(...requiredText(at.child('configMap', 'name'), configMap.name), ...validateItems(configMap.items, at.child('configMap', 'items')));
    if (downwardAPI) errors.push(...validateDownwardFiles(downwardAPI.items, at.child('downwardAPI')));
    if (token) {
      const seconds = token.expirationSeconds ?? 0;
      const life = at.child('serviceAccountToken', 'expirationSeconds');
      if (seconds < MIN_TOKEN_SECONDS) errors.push(fieldErrors.invalid(life, seconds, 'may not specify a duration less than 10 minutes'));
      if (seconds > MAX_TOKEN_SECONDS) errors.push(fieldErrors.invalid(life, seconds, 'may not specify a duration larger than 2^32 seconds'));
      errors.push(...validateFileName(at.child('serviceAccountToken', 'path'), token.path));
    }
    if (given.length === 0) errors.push(fieldErrors.required(at, 'must specify a volume type'));
  });
  return errors;
}

/** The rules of each kind of volume that has any. */
const SOURCES: { [Kind in keyof Volume]?: (volume: Volume, path: FieldPath) => FieldError[] } = {
  hostPath: ({ hostPath }, path) => [
    ...requiredText(path.child('path'), hostPath!.path),
    ...backsteps(path.child('path'), hostPath!.path ?? ''),
    ...oneOf(path.child('type'), hostPath!.type, HOST_PATH_TYPES, false),
  ],
  emptyDir: ({ emptyDir }, path) =>
    emptyDir!.sizeLimit !== undefined && parseQuantity(emptyDir!.sizeLimit).sign() < 0
      ? [fieldErrors.forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
      : [],
  secret: ({ secret }, path) => [
    ...requiredText(path.child('secretName'), secret!.secretName),
    ...validateMode(path.child('defaultMode'), secret!.defaultMode),
    ...validateItems(secret!.items, path.child('items')),
  ],
  configMap: ({ configMap }, path) => [
    ...requiredText(path.child('name'), configMap!.name),
    ...validateMode(path.child('defaultMode'), configMap!.defaultMode),
    ...validateItems(configMap!.items, path.child('items')),
  ],
  downwardAPI: ({ downwardAPI }, path) => [
    ...validateMode(path.child('defaultMode'), downwardAPI!.defaultMode),
    ...validateDownwardFiles(downwardAPI!.items, path),
  ],
  projected: ({ projected }, path) => validateProjected(projected!, path),
  persistentVolumeClaim: ({ persistentVolumeClaim }, path) => requiredText(path.child('claimName'), persistentVolumeClaim!.claimName),
  nfs: ({ nfs }, path) => [
    ...requiredText(path.child('server'), nfs!.server),
    ...requiredText(path.child('path'), nfs!.path),
    ...(nfs!.path?.startsWith('/') ? [] : [fieldErrors.invalid(path.child('path'), nfs!.path, 'must be an absolute path')]),
  ],
  csi: ({ csi }, path) => requiredText(path.child('driver'), csi!.driver),
  ephemeral: ({ ephemeral }, path) => (ephemeral!.volumeClaimTemplate ? [] : [fieldErrors.required(path.child('volumeClaimTemplate'))]),
  image: ({ image }, path) => [
    ...requiredText(path.child('reference'), image!.reference),
    ...oneOf(path.child('pullPolicy'), image!.pullPolicy, PULL_POLICIES),
  ],
};

function validateSource(volume: Volume, path: FieldPath): FieldError[] {
  const { name: _, ...source } = volume;
  const [first, ...others] = Object.keys(source) as (keyof Volume)[];
  if (first === undefined) return [fieldErrors.required(path, 'must specify a volume type')];
  return [
    ...(SOURCES[first]?.(volume, path.child(first)) ?? []),
    ...others.map((kind) => fieldErrors.forbidden(path.child(kind), 'may not specify more than 1 volume type')),
  ];
}

export function validateVolumes(volumes: Volume[] | undefined, path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return (volumes ?? []).flatMap((volume, index) => {
    const at = path.index(index);
    const name = volume.name ?? '';
    const errors = [...validateSource(volume, at), ...requiredName(at.child('name'), name, isDns1123Label)];
    if (seen.has(name)) errors.push(fieldErrors.duplicate(at.child('name'), name));
    seen.add(name);
    return errors;
  });
}
