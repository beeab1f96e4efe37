import { ANNOTATIONS, storageClassNameOf } from '@kubets/api';
import {
  atOnce,
  fieldErrors,
  FieldPath,
  isQualifiedName,
  parseQuantity,
  semanticEqual,
  unifiedDiff,
  type FieldError,
} from '@kubets/apimachinery';
import { persistentVolumeClaims as names } from '@kubets/proto-gen/catalogue';
import type {
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  TypedLocalObjectReference,
} from '@kubets/proto-gen/core/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { roundClaim } from '../../pod-spec/resource-lists';
import { defineResource } from '../../registry/define-resource';
import { shortModes } from '../../validation/access-modes';
import { immutableField, invalidEach } from '../../validation/field-checks';
import { goStruct } from '../../validation/go-struct';
import { claimSpecWarnings, validateClaimSpec } from '../../validation/volume-claim';
import { type WarningSteps } from '../../validation/warning-steps';

const SPEC = FieldPath.of('spec');
const STATUS = FieldPath.of('status');
const SIZE = SPEC.child('resources', 'requests', 'storage');

const SPEC_MESSAGE = 'kubets.core.v1.PersistentVolumeClaimSpec';
const SNAPSHOTS = 'snapshot.storage.k8s.io';

/** What the older of the two fields was made for. */
const isClaimOrSnapshot = ({ apiGroup = '', kind }: TypedLocalObjectReference): boolean =>
  (apiGroup === '' && kind === 'PersistentVolumeClaim') || (apiGroup === SNAPSHOTS && kind === 'VolumeSnapshot');

/**
 * Kept in step, for clients that know only one of the two: but the older one is forgotten where it says something new, and neither
 * the newer one nor the claim as it was says so.
 */
function alignSources(claim: PersistentVolumeClaim, old?: PersistentVolumeClaim): void {
  const spec = (claim.spec ??= {});
  const isNew = !spec.dataSourceRef && !old?.spec?.dataSource && !old?.spec?.dataSourceRef;
  if (isNew && spec.dataSource && !isClaimOrSnapshot(spec.dataSource)) delete spec.dataSource;
  if (spec.dataSource && !spec.dataSourceRef) spec.dataSourceRef = { ...spec.dataSource };
  else if (spec.dataSourceRef && !spec.dataSource && !spec.dataSourceRef.namespace) {
    const { apiGroup, kind, name } = spec.dataSourceRef;
    spec.dataSource = { ...(apiGroup !== undefined && { apiGroup }), kind, name };
  }
}

/** A source in another namespace is a feature that is off: the reference is as good as not there. */
function dropNamespace({ spec }: PersistentVolumeClaim): void {
  if (spec?.dataSourceRef?.namespace) delete spec.dataSourceRef;
}

function* claimWarnings({ metadata, spec = {} }: PersistentVolumeClaim): WarningSteps {
  if (metadata?.annotations?.[ANNOTATIONS.storageClass] !== undefined)
    yield `metadata.annotations[${ANNOTATIONS.storageClass}]: deprecated since v1.8; use "storageClassName" attribute instead`;
  yield* claimSpecWarnings(spec, SPEC);
}

/** The spec with what may change as it was: a volume is set once, a bound claim may ask for more. */
function fixedPart(spec: PersistentVolumeClaimSpec, old: PersistentVolumeClaimSpec, bound: boolean): object {
  const { volumeName, storageClassName, resources } = spec;
  const storage = old.resources?.requests?.['storage'];
  return {
    ...spec,
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
  const fixed = [fixedPart(before, before, bound), fixedPart(spec, before, bound)] as const;
  if (!semanticEqual(fixed[0], fixed[1])) {
    const detail =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims';
    const [was, is] = fixed.map((part) => JSON.stringify(goStruct(part, SPEC_MESSAGE), null, 1));
    errors.push(fieldErrors.forbidden(SPEC, `${detail}\n${atOnce(unifiedDiff(was!, is!))}`));
  }
  const [size, oldSize] = [spec, before].map(({ resources }) => parseQuantity(resources?.requests?.['storage'] ?? '0'));
  const actual = parseQuantity(old.status?.capacity?.['storage'] ?? '0');
  if (size!.cmp(oldSize!) < 0 && size!.cmp(actual) <= 0)
    errors.push(fieldErrors.forbidden(SIZE, 'field can not be less than status.capacity'));
  return [...errors, ...immutableField(FieldPath.of('volumeMode'), spec.volumeMode, before.volumeMode)];
}

const RESIZING = [
  'ControllerResizeInProgress',
  'ControllerResizeInfeasible',
  'NodeResizeInProgress',
  'NodeResizeInfeasible',
  'NodeResizePending',
].sort();

/** Amounts are none below 0, and what is said of a resource is about one that there is. */
function validateStatus({ status = {} }: PersistentVolumeClaim): FieldError[] {
  const amounts = (list: 'capacity' | 'allocatedResources') =>
    Object.entries(status[list] ?? {}).flatMap(([name, amount]) =>
      parseQuantity(amount).sign() < 0
        ? [fieldErrors.invalid(STATUS.child(list).key(name), Number(amount), 'must be a valid resource quantity')]
        : [],
    );
  const at = STATUS.child('allocatedResourceStatuses');
  return [
    ...amounts('capacity'),
    ...Object.entries(status.allocatedResourceStatuses ?? {}).flatMap(([name, state]) => {
      const problems = invalidEach(at, name, isQualifiedName);
      if (problems.length > 0) return problems;
      return RESIZING.includes(state) ? [] : [fieldErrors.notSupported(at, name, RESIZING)];
    }),
    ...amounts('allocatedResources'),
  ];
}

const column = (name: string, description: string, value: (claim: PersistentVolumeClaim) => string, wide = false) =>
  textColumn<PersistentVolumeClaim>({ name, description, value, ...(wide && { wide }) });

export const persistentVolumeClaims = defineResource<PersistentVolumeClaim>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  versions: { v1: { defaults: (claim) => roundClaim(claim as PersistentVolumeClaim) } },
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
    column('StorageClass', 'The class that the volume is taken from.', storageClassNameOf),
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
    dropNamespace(claim);
    alignSources(claim);
  },
  prepareForUpdate(claim, old) {
    if (!old.spec?.dataSourceRef) dropNamespace(claim);
    alignSources(claim, old);
  },
  warnings: claimWarnings,
  validate: ({ spec = {} }) => validateClaimSpec(spec, SPEC),
  validateUpdate,
  status: { validateUpdate: validateStatus },
});
