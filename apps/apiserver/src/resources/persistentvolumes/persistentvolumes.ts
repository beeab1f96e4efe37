import {
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  isDns1123Subdomain,
  rfc3339,
  semanticEqual,
  type FieldError,
} from '@kubets/apimachinery';
import { persistentVolumes as names } from '@kubets/proto-gen/catalogue';
import type { PersistentVolume, PersistentVolumeSpec } from '@kubets/proto-gen/core/v1';
import { schema } from '@kubets/proto-gen/schema';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { shortModes, validateAccessModes } from '../../validation/access-modes';
import { immutableField, invalidEach } from '../../validation/field-checks';
import { validateSize } from '../../validation/storage-size';

const SPEC = FieldPath.of('spec');
/** What of a volume's spec is not where it is stored. */
const COMMON = new Set([
  'capacity',
  'accessModes',
  'claimRef',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'mountOptions',
  'volumeMode',
  'nodeAffinity',
  'volumeAttributesClassName',
]);
const SOURCES = Object.keys(schema.of('kubets.core.v1.PersistentVolumeSpec').fields).filter(
  (name) => !COMMON.has(name),
);

const sourcesOf = (spec: PersistentVolumeSpec): string[] =>
  SOURCES.filter((name) => (spec as Record<string, unknown>)[name] !== undefined);

function validateSource(spec: PersistentVolumeSpec): FieldError[] {
  const [first, ...others] = sourcesOf(spec);
  if (first === undefined) return [fieldErrors.required(SPEC, 'must specify a volume type')];
  const errors = others.map((name) =>
    fieldErrors.forbidden(SPEC.child(name), 'may not specify more than 1 volume type'),
  );
  const { hostPath, local } = spec;
  for (const [name, path] of [
    ['hostPath', hostPath?.path],
    ['local', local?.path],
  ] as const) {
    if (spec[name] === undefined) continue;
    const at = SPEC.child(name, 'path');
    if (!path) errors.push(fieldErrors.required(at));
    else if (path.split('/').includes('..')) errors.push(fieldErrors.invalid(at, path, "must not contain '..'"));
  }
  if (local && !spec.nodeAffinity)
    errors.push(fieldErrors.required(SPEC.child('nodeAffinity'), 'Local volume requires node affinity'));
  return errors;
}

function validateVolume({ spec = {} }: PersistentVolume): FieldError[] {
  const { capacity = {}, storageClassName, nodeAffinity, hostPath } = spec;
  const errors = validateAccessModes(spec.accessModes ?? [], SPEC.child('accessModes'));
  const at = SPEC.child('capacity');
  const resources = Object.keys(capacity);
  if (resources.length === 0) errors.push(fieldErrors.required(at));
  if (capacity['storage'] === undefined || resources.length > 1)
    errors.push(fieldErrors.notSupported(at, capacity, ['storage']));
  for (const [resource, size] of Object.entries(capacity)) errors.push(...validateSize(size, at.key(resource)));
  errors.push(...validateSource(spec));
  if (hostPath?.path === '/' && spec.persistentVolumeReclaimPolicy === 'Recycle') {
    const detail = "may not be 'recycle' for a hostPath mount of '/'";
    errors.push(fieldErrors.forbidden(SPEC.child('persistentVolumeReclaimPolicy'), detail));
  }
  if (storageClassName)
    errors.push(...invalidEach(SPEC.child('storageClassName'), storageClassName, isDns1123Subdomain));
  if (nodeAffinity && !nodeAffinity.required) {
    const detail = 'must specify required node constraints';
    errors.push(fieldErrors.required(SPEC.child('nodeAffinity', 'required'), detail));
  }
  return errors;
}

function validateVolumeUpdate({ spec = {} }: PersistentVolume, { spec: old = {} }: PersistentVolume): FieldError[] {
  const sourceOf = (of: PersistentVolumeSpec): object =>
    Object.fromEntries(sourcesOf(of).map((name) => [name, (of as Record<string, unknown>)[name]]));
  const errors = semanticEqual(sourceOf(spec), sourceOf(old))
    ? []
    : [
        fieldErrors.forbidden(
          SPEC.child('persistentvolumesource'),
          'spec.persistentvolumesource is immutable after creation',
        ),
      ];
  return [...errors, ...immutableField(FieldPath.of('volumeMode'), spec.volumeMode, old.volumeMode, FIELD_IMMUTABLE)];
}

const column = (name: string, description: string, value: (volume: PersistentVolume) => string, wide = false) =>
  textColumn<PersistentVolume>({ name, description, value, ...(wide && { wide }) });

const columns: TableColumn<PersistentVolume>[] = [
  nameColumn,
  column('Capacity', 'The size of the volume.', ({ spec }) => spec?.capacity?.['storage'] ?? '0'),
  column('Access Modes', 'How the volume can be mounted.', ({ spec }) => shortModes(spec?.accessModes)),
  column(
    'Reclaim Policy',
    'What becomes of the volume when its claim is gone.',
    ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? '',
  ),
  column('Status', 'Whether the volume is bound.', ({ metadata, status }) =>
    metadata?.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
  ),
  column('Claim', 'The claim that the volume is bound to.', ({ spec }) =>
    spec?.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name ?? ''}` : '',
  ),
  column('StorageClass', 'The class that the volume belongs to.', ({ spec }) => spec?.storageClassName ?? ''),
  column(
    'VolumeAttributesClass',
    'The attributes of the volume.',
    ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>',
  ),
  column('Reason', 'Why the volume is in this state.', ({ status }) => status?.reason ?? ''),
  ageColumn,
  column('VolumeMode', 'A file system, or a device.', ({ spec }) => spec?.volumeMode ?? '<unset>', true),
];

export const persistentVolumes = defineResource<PersistentVolume>(names, {
  columns,
  returnsDeletedObject: true,
  prepareForCreate(volume, { now }) {
    volume.status = { phase: 'Pending', lastPhaseTransitionTime: rfc3339(now) };
  },
  validate: validateVolume,
  validateUpdate: validateVolumeUpdate,
  status: {
    prepareForUpdate(volume, old, { now }) {
      const { phase, lastPhaseTransitionTime } = old.status ?? {};
      const changed = volume.status?.phase !== phase;
      const time = changed ? rfc3339(now) : lastPhaseTransitionTime;
      volume.status = { ...volume.status, ...(time && { lastPhaseTransitionTime: time }) };
    },
  },
});
