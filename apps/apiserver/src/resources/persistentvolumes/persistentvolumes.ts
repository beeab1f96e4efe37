import { FIELD_IMMUTABLE, fieldErrors, FieldPath, rfc3339, semanticEqual, type FieldError } from '@kubets/apimachinery';
import { persistentVolumes as names } from '@kubets/proto-gen/catalogue';
import type { PersistentVolume, PersistentVolumeSpec } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { shortModes } from '../../validation/access-modes';
import { immutableField } from '../../validation/field-checks';
import { sourcesOf } from '../../volume-spec/validate-volume-source';
import { validateVolumeSpec } from '../../volume-spec/validate-volume-spec';

const SPEC = FieldPath.of('spec');
function validateVolumeUpdate({ spec = {} }: PersistentVolume, { spec: old = {} }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  if (!semanticEqual(whereStored(spec, old), whereStored(old, old))) {
    const detail = 'spec.persistentvolumesource is immutable after creation';
    errors.push(fieldErrors.forbidden(SPEC.child('persistentvolumesource'), detail));
  }
  errors.push(...immutableField(FieldPath.of('volumeMode'), spec.volumeMode, old.volumeMode, FIELD_IMMUTABLE));
  if (old.nodeAffinity && !semanticEqual(spec.nodeAffinity, old.nodeAffinity)) {
    const detail = `${FIELD_IMMUTABLE}, except for updating from beta label to GA`;
    errors.push(fieldErrors.invalid(FieldPath.of('nodeAffinity'), spec.nodeAffinity ?? null, detail));
  }
  if (old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) {
    const detail = 'update from non-nil value to nil is forbidden';
    errors.push(fieldErrors.forbidden(SPEC.child('volumeAttributesClassName'), detail));
  }
  return errors;
}

/** A secret for making the volume larger may be named later. */
function whereStored(spec: PersistentVolumeSpec, old: PersistentVolumeSpec): object {
  const { controllerExpandSecretRef, ...csi } = spec.csi ?? {};
  const mayBeSet = old.csi !== undefined && old.csi.controllerExpandSecretRef === undefined;
  const sources = sourcesOf(spec).map((name) => [name, (spec as Record<string, unknown>)[name]]);
  return {
    ...Object.fromEntries(sources),
    ...(spec.csi && { csi: mayBeSet ? csi : { ...csi, controllerExpandSecretRef } }),
  };
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
  validate: ({ spec = {} }) => validateVolumeSpec(spec, SPEC),
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
