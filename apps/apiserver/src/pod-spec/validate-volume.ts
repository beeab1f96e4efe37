import { fieldErrors, parseQuantity, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type {
  DownwardAPIVolumeFile,
  KeyToPath,
  ProjectedVolumeSource,
  ServiceAccountTokenProjection,
  Volume,
  VolumeProjection,
} from '@kubets/proto-gen/core/v1';
import { validateFieldRef, validateResourceFieldRef, VOLUME_FIELDS } from './validate-env';

const MODE_TEXT = 'must be a number between 0 and 0777 (octal), both inclusive';
const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;

function validateMode(path: FieldPath, mode: number | undefined): FieldError[] {
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
  if (!target) return [];
  const errors = validateDescendingPath(path, target);
  // Names that begin so are how the agent swaps a volume's contents at once.
  return target.startsWith('..') ? [...errors, fieldErrors.invalid(path, target, "must not start with '..'")] : errors;
}

function validateItems(items: KeyToPath[] | undefined, path: FieldPath): FieldError[] {
  return (items ?? []).flatMap((item, index) => validateFileName(path.index(index).child('path'), item.path));
}

function validateDownwardFiles(files: DownwardAPIVolumeFile[] | undefined, path: FieldPath): FieldError[] {
  return (files ?? []).flatMap((file) => {
    const errors = file.path
      ? validateFileName(path.child('path'), file.path)
      : [fieldErrors.required(path.child('path'))];
    const { fieldRef, resourceFieldRef } = file;
    if (fieldRef && resourceFieldRef) {
      errors.push(
        fieldErrors.invalid(path, 'resource', 'fieldRef and resourceFieldRef can not be specified simultaneously'),
      );
    }
    if (fieldRef) errors.push(...validateFieldRef(fieldRef, VOLUME_FIELDS, path.child('fieldRef')));
    else if (resourceFieldRef)
      errors.push(...validateResourceFieldRef(resourceFieldRef, true, path.child('resourceFieldRef')));
    else errors.push(fieldErrors.required(path, 'one of fieldRef and resourceFieldRef is required'));
    return [...errors, ...validateMode(path.child('mode'), file.mode)];
  });
}

function validateProjected(projected: ProjectedVolumeSource, path: FieldPath): FieldError[] {
  const sources = projected.sources ?? [];
  return [
    ...sources.flatMap((source, index) => validateProjection(source, path.child('sources').index(index))),
    ...doubledPaths(sources, path),
  ];
}

/** A file can come from one place only. The refusal names the Secret or ConfigMap whose file is the second, else the file. */
function doubledPaths(sources: VolumeProjection[], path: FieldPath): FieldError[] {
  const known = new Set<string>();
  const files = sources.flatMap(({ secret, configMap, downwardAPI }) => [
    ...(secret?.items ?? []).map((item) => ({ file: item.path, shown: secret!.name })),
    ...(configMap?.items ?? []).map((item) => ({ file: item.path, shown: configMap!.name })),
    ...(downwardAPI?.items ?? []).map((item) => ({ file: item.path, shown: item.path })),
  ]);
  return files.flatMap(({ file, shown = '' }) => {
    if (!file) return [];
    if (known.has(file)) return [fieldErrors.invalid(path, shown, 'conflicting duplicate paths')];
    known.add(file);
    return [];
  });
}

function validateProjection(source: VolumeProjection, path: FieldPath): FieldError[] {
  const [first, ...others] = Object.keys(source);
  if (first === undefined) return [fieldErrors.required(path, 'must specify a volume type')];
  const { secret, configMap, downwardAPI, serviceAccountToken } = source;
  return [
    ...others.map((kind) => fieldErrors.forbidden(path.child(kind), 'may not specify more than 1 volume type')),
    ...(secret?.items ? validateItems(secret.items, path.child('secret', 'items')) : []),
    ...(configMap?.items ? validateItems(configMap.items, path.child('configMap', 'items')) : []),
    ...(downwardAPI?.items ? validateDownwardFiles(downwardAPI.items, path.child('downwardAPI')) : []),
    ...(serviceAccountToken ? validateToken(serviceAccountToken, path.child('serviceAccountToken')) : []),
  ];
}

function validateToken(
  { expirationSeconds: seconds = 0, path: file }: ServiceAccountTokenProjection,
  path: FieldPath,
): FieldError[] {
  const errors = validateFileName(path.child('path'), file);
  const life = path.child('expirationSeconds');
  if (seconds < MIN_TOKEN_SECONDS)
    errors.unshift(fieldErrors.invalid(life, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > MAX_TOKEN_SECONDS)
    errors.unshift(fieldErrors.invalid(life, seconds, 'may not specify a duration larger than 2^32 seconds'));
  return errors;
}

/** The rules of each kind of volume that has any. */
const SOURCES: { [Kind in keyof Volume]?: (volume: Volume, path: FieldPath) => FieldError[] } = {
  hostPath: ({ hostPath }, path) => backsteps(path.child('path'), hostPath!.path ?? ''),
  emptyDir: ({ emptyDir }, path) =>
    emptyDir!.sizeLimit !== undefined && parseQuantity(emptyDir!.sizeLimit).sign() < 0
      ? [fieldErrors.forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
      : [],
  secret: ({ secret }, path) => validateItems(secret!.items, path.child('items')),
  configMap: ({ configMap }, path) => validateItems(configMap!.items, path.child('items')),
  downwardAPI: ({ downwardAPI }, path) => validateDownwardFiles(downwardAPI!.items, path),
  projected: ({ projected }, path) => validateProjected(projected!, path),
  nfs: ({ nfs }, path) =>
    nfs!.path?.startsWith('/')
      ? []
      : [fieldErrors.invalid(path.child('path'), nfs!.path ?? '', 'must be an absolute path')],
};

function validateSource(volume: Volume, path: FieldPath): FieldError[] {
  const [first, ...others] = (Object.keys(volume) as (keyof Volume)[]).filter((field) => field !== 'name');
  if (first === undefined) return [fieldErrors.required(path, 'must specify a volume type')];
  return [
    ...(SOURCES[first]?.(volume, path.child(first)) ?? []),
    ...others.map((kind) => fieldErrors.forbidden(path.child(kind), 'may not specify more than 1 volume type')),
  ];
}

export function validateVolumes(volumes: Volume[] | undefined, path: FieldPath): FieldError[] {
  return (volumes ?? []).flatMap((volume, index) => validateSource(volume, path.index(index)));
}
