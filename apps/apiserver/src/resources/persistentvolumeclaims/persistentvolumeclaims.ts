import {
  fieldErrors,
  FieldPath,
  parseQuantity,
  semanticEqual,
  type FieldError,
  type KubeObject,
} from '@kubets/apimachinery';
import { persistentVolumeClaims as names } from '@kubets/proto-gen/catalogue';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { shortModes } from '../../validation/access-modes';
import { immutableField } from '../../validation/field-checks';
import { validateClaimSpec } from '../../volume-spec/validate-claim-spec';

const SPEC = FieldPath.of('spec');
const SIZE = SPEC.child('resources', 'requests', 'storage');

/** Kept in step, for clients that know only one of the two. */
function defaultClaim(object: KubeObject): void {
  const spec = (object as PersistentVolumeClaim).spec!;
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource };
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    const { apiGroup, kind, name } = spec.dataSourceRef;
    spec.dataSource = { ...(apiGroup !== undefined && { apiGroup }), kind, name };
  }
}

/** The spec as it may not change: a volume is set once, a bound claim may ask for more. */
function fixedPart(spec: PersistentVolumeClaimSpec, old: PersistentVolumeClaimSpec, bound: boolean): object {
  const { volumeName, storageClassName, resources, ...rest } = spec;
  const storage = old.resources?.requests?.['storage'];
  return {
    ...rest,
    volumeName: old.volumeName ? volumeName : undefined,
    // A claim made before there was a default class may get it later.
    storageClassName: old.storageClassName === undefined ? undefined : storageClassName,
    resources: bound ? { ...resources, requests: { ...resources?.requests, storage } } : resources,
    ...(bound && { volumeAttributesClassName: old.volumeAttributesClassName }),
  };
}

function validateUpdate({ spec = {}, status }: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const before = old.spec ?? {};
  const bound = status?.phase === 'Bound';
  const errors: FieldError[] = [];
  if (!semanticEqual(fixedPart(spec, before, bound), fixedPart(before, before, bound))) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    errors.push(fieldErrors.forbidden(SPEC, detail));
  }
  const [size, oldSize] = [spec, before].map(({ resources }) => parseQuantity(resources?.requests?.['storage'] ?? '0'));
  const actual = parseQuantity(old.status?.capacity?.['storage'] ?? '0');
  if (size!.cmp(oldSize!) < 0 && size!.cmp(actual) <= 0)
    errors.push(fieldErrors.forbidden(SIZE, 'field can not be less than status.capacity'));
  return [...errors, ...immutableField(FieldPath.of('volumeMode'), spec.volumeMode, before.volumeMode)];
}

const column = (name: string, description: string, value: (claim: PersistentVolumeClaim) => string, wide = false) =>
  textColumn<PersistentVolumeClaim>({ name, description, value, ...(wide && { wide }) });

export const persistentVolumeClaims = defineResource<PersistentVolumeClaim>(names, {
  versions: { v1: { defaults: defaultClaim } },
  columns: [
    nameColumn,
    column('Status', 'Whether the claim is bound.', ({ metadata, status }) =>
      metadata?.deletionTimestamp ? 'Terminating' : (status?.phase ?? ''),
    ),
    column('Volume', 'The volume that the claim is bound to.', ({ spec }) => spec?.volumeName ?? ''),
    column('Capacity', 'The size of the volume.', ({ spec, status }) =>
      spec?.volumeName ? (status?.capacity?.['storage'] ?? '0') : '',
    ),
    column('Access Modes', 'How the volume can be mounted.', ({ spec, status }) =>
      spec?.volumeName ? shortModes(status?.accessModes) : '',
    ),
    column('StorageClass', 'The class that the volume is taken from.', ({ spec }) => spec?.storageClassName ?? ''),
    column(
      'VolumeAttributesClass',
      'The attributes of the volume.',
      ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>',
    ),
    ageColumn,
    column('VolumeMode', 'A file system, or a device.', ({ spec }) => spec?.volumeMode ?? '<unset>', true),
  ],
  returnsDeletedObject: true,
  prepareForCreate(claim) {
    claim.status = { phase: 'Pending' };
  },
  validate: ({ spec = {} }) => validateClaimSpec(spec, SPEC),
  validateUpdate,
  status: {},
});
