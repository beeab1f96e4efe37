import { ANNOTATIONS, storageClassNameOf } from '@kubets/api';
import {
  atOnce,
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  rfc3339,
  semanticEqual,
  unifiedDiff,
  type FieldError,
} from '@kubets/apimachinery';
import { persistentVolumes as names } from '@kubets/proto-gen/catalogue';
import type { PersistentVolume, PersistentVolumeSpec } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { oldLabelsOfTerm } from '../../pod-spec/discouraged-parts';
import { roundResourceList } from '../../pod-spec/resource-lists';
import { defineResource } from '../../registry/define-resource';
import type { TableColumn } from '../../registry/table-column';
import { shortModes } from '../../validation/access-modes';
import { immutableField } from '../../validation/field-checks';
import { goStruct } from '../../validation/go-struct';
import { warningsOfEach, type WarningSteps } from '../../validation/warning-steps';
import {
  isCommonField,
  sourcesOf,
  takesMountOptions,
  volumeSourceWarnings,
} from '../../volume-spec/validate-volume-source';
import { validateVolumeSpec } from '../../volume-spec/validate-volume-spec';

const SPEC = FieldPath.of('spec');
const MOUNT_OPTIONS = 'volume.beta.kubernetes.io/mount-options';
const OLD_ANNOTATIONS = {
  [ANNOTATIONS.storageClass]: 'deprecated since v1.8; use "storageClassName" attribute instead',
  [MOUNT_OPTIONS]: 'deprecated since v1.31; use "mountOptions" attribute instead',
};

/** Options of a mount in an annotation are for what can be mounted with any. */
const optionErrors = ({ metadata, spec = {} }: PersistentVolume): FieldError[] =>
  metadata?.annotations?.[MOUNT_OPTIONS] && !sourcesOf(spec).some(takesMountOptions)
    ? [
        fieldErrors.forbidden(
          FieldPath.of('metadata', 'annotations', MOUNT_OPTIONS),
          'may not specify mount options for this volume type',
        ),
      ]
    : [];

function* warnings({ metadata, spec = {} }: PersistentVolume): WarningSteps {
  const annotations = metadata?.annotations ?? {};
  for (const [annotation, text] of Object.entries(OLD_ANNOTATIONS))
    if (Object.hasOwn(annotations, annotation))
      yield `${FieldPath.of('metadata', 'annotations').key(annotation)}: ${text}`;
  if (spec.persistentVolumeReclaimPolicy === 'Recycle')
    yield `${SPEC.child('persistentVolumeReclaimPolicy')}: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.`;
  const terms = SPEC.child('nodeAffinity', 'required', 'nodeSelectorTerms');
  yield* warningsOfEach(spec.nodeAffinity?.required?.nodeSelectorTerms ?? [], (term, index) =>
    oldLabelsOfTerm(term, terms.index(index)),
  );
  yield* volumeSourceWarnings(sourcesOf(spec), SPEC);
}

function validateVolumeUpdate({ spec = {} }: PersistentVolume, { spec: old = {} }: PersistentVolume): FieldError[] {
  const errors: FieldError[] = [];
  if (!semanticEqual(whereStored(spec, old), whereStored(old, old))) {
    const difference = atOnce(unifiedDiff(sourceText(old), sourceText(spec)));
    const detail = `spec.persistentvolumesource is immutable after creation\n${difference}`;
    errors.push(fieldErrors.forbidden(SPEC.child('persistentvolumesource'), detail));
  }
  errors.push(...immutableField(FieldPath.of('volumeMode'), spec.volumeMode, old.volumeMode, FIELD_IMMUTABLE));
  if (old.nodeAffinity && !semanticEqual(spec.nodeAffinity, old.nodeAffinity)) {
    const value = spec.nodeAffinity ? goStruct(spec.nodeAffinity, 'kubets.core.v1.VolumeNodeAffinity') : null;
    const detail = `${FIELD_IMMUTABLE}, except for updating from beta label to GA`;
    errors.push(fieldErrors.invalid(FieldPath.of('nodeAffinity'), value, detail));
  }
  if (old.volumeAttributesClassName !== undefined && spec.volumeAttributesClassName === undefined) {
    const detail = 'update from non-nil value to nil is forbidden';
    errors.push(fieldErrors.forbidden(SPEC.child('volumeAttributesClassName'), detail));
  }
  return errors;
}

/** The source as Go has it. */
function sourceText(spec: PersistentVolumeSpec): string {
  const all = Object.entries(goStruct(spec, 'kubets.core.v1.PersistentVolumeSpec') as Record<string, unknown>);
  const isCommon = (name: string) => isCommonField(name[0]!.toLowerCase() + name.slice(1));
  return JSON.stringify(Object.fromEntries(all.filter(([name]) => !isCommon(name))), null, 1);
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
  column('StorageClass', 'The class that the volume belongs to.', storageClassNameOf),
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
  versions: { v1: { defaults: (volume) => roundResourceList((volume as PersistentVolume).spec?.capacity) } },
  columns,
  returnsDeletedObject: true,
  prepareForCreate(volume, { now }) {
    volume.status = { phase: 'Pending', lastPhaseTransitionTime: rfc3339(now) };
  },
  validate: (volume) => [...optionErrors(volume), ...validateVolumeSpec(volume.spec ?? {}, SPEC)],
  warnings,
  validateUpdate: validateVolumeUpdate,
  status: {
    prepareForUpdate(volume, old, { now }) {
      const { phase, lastPhaseTransitionTime } = old.status ?? {};
      const changed = volume.status?.phase !== phase;
      const sent = volume.status?.lastPhaseTransitionTime;
      const isSent = sent !== undefined && sent !== lastPhaseTransitionTime;
      const time = isSent ? sent : changed ? rfc3339(now) : lastPhaseTransitionTime;
      volume.status = { ...volume.status, ...(time && { lastPhaseTransitionTime: time }) };
    },
  },
});
