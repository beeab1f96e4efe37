import {
  errorsOfEach,
  fieldErrors,
  isDns1123Subdomain,
  parseQuantity,
  settleSteps,
  type FieldError,
  type FieldPath,
  type MaybeSteps,
  type Steps,
} from '@kubets/apimachinery';
import type { CSIVolumeSource, Volume } from '@kubets/proto-gen/core/v1';
import { invalidEach } from '../validation/field-checks';
import { validateClaimTemplate } from '../validation/volume-claim';
import { validateBacksteps, validateDescendingPath } from './paths-in-volumes';
import {
  validateAzureDisk,
  validateFc,
  validateFlex,
  validateFlocker,
  validateGce,
  validateIscsi,
  validateIscsiName,
  validateNfs,
  validateQuobyte,
  validateSecretRef,
} from './validate-network-volume';
import { validateProjected } from './validate-projected';
import { validateDownwardFile, validateItems } from './volume-files';

const MAX_DRIVER_NAME = 63;

function validateCsi({ driver, nodePublishSecretRef }: CSIVolumeSource, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (driver) {
    const at = path.child('driver');
    if (driver.length > MAX_DRIVER_NAME) errors.push(fieldErrors.tooLong(at, '', MAX_DRIVER_NAME));
    for (const text of isDns1123Subdomain(driver.toLowerCase())) errors.push(fieldErrors.invalid(at, driver, text));
  }
  if (!nodePublishSecretRef) return errors;
  const { name } = nodePublishSecretRef;
  return name
    ? [...errors, ...invalidEach(path.child('name'), name, isDns1123Subdomain)]
    : [...errors, fieldErrors.required(path.child('nodePublishSecretRef', 'name'))];
}

const claimName = (volume: Volume, path: FieldPath, pod: string): FieldError[] => {
  const name = `${pod}-${volume.name}`;
  if (!pod || !volume.name) return [];
  return isDns1123Subdomain(name).map((text) =>
    fieldErrors.invalid(path.child('name'), volume.name, `PVC name ${JSON.stringify(name)}: ${text}`),
  );
};

type SourceRules = (volume: Volume, path: FieldPath, volumePath: FieldPath) => MaybeSteps<FieldError[]>;

/** The rules of each kind of volume that has any besides those of its schema, in the order in which they are looked for. */
const SOURCES: readonly [keyof Volume, SourceRules?][] = [
  [
    'emptyDir',
    ({ emptyDir }, path) =>
      emptyDir!.sizeLimit !== undefined && parseQuantity(emptyDir!.sizeLimit).sign() < 0
        ? [fieldErrors.forbidden(path.child('sizeLimit'), 'SizeLimit field must be a valid resource quantity')]
        : [],
  ],
  ['hostPath', ({ hostPath }, path) => validateBacksteps(path.child('path'), hostPath!.path ?? '')],
  ['gitRepo', ({ gitRepo }, path) => validateDescendingPath(path.child('directory'), gitRepo!.directory ?? '')],
  ['gcePersistentDisk', (volume, _, at) => validateGce(volume.gcePersistentDisk!, at.child('persistentDisk'))],
  ['awsElasticBlockStore'],
  ['secret', ({ secret }, path) => validateItems(secret!.items, path.child('items'))],
  ['nfs', ({ nfs }, path) => validateNfs(nfs!, path)],
  [
    'iscsi',
    ({ iscsi, name = '' }, path, at) => [...validateIscsi(iscsi!, path), ...validateIscsiName(name, iscsi!, at)],
  ],
  ['glusterfs'],
  ['flocker', ({ flocker }, path) => validateFlocker(flocker!, path)],
  ['persistentVolumeClaim'],
  ['rbd'],
  ['cinder', ({ cinder }, path) => validateSecretRef(cinder!, path)],
  ['cephfs'],
  ['quobyte', ({ quobyte }, path) => validateQuobyte(quobyte!, path)],
  [
    'downwardAPI',
    ({ downwardAPI }, path) => errorsOfEach(downwardAPI!.items ?? [], (file) => validateDownwardFile(file, path)),
  ],
  ['fc', ({ fc }, path) => validateFc(fc!, path)],
  ['flexVolume', ({ flexVolume }, path) => validateFlex(flexVolume!, path)],
  ['configMap', ({ configMap }, path) => validateItems(configMap!.items, path.child('items'))],
  ['azureFile'],
  ['vsphereVolume'],
  ['photonPersistentDisk'],
  ['portworxVolume'],
  ['azureDisk', ({ azureDisk }, path) => validateAzureDisk(azureDisk!, path)],
  ['storageos', ({ storageos }, path) => validateSecretRef(storageos!, path)],
  ['projected', ({ projected }, path) => validateProjected(projected!, path)],
  ['scaleIO'],
  ['csi', ({ csi }, path) => validateCsi(csi!, path)],
  [
    'ephemeral',
    ({ ephemeral }, path) =>
      ephemeral!.volumeClaimTemplate
        ? validateClaimTemplate(ephemeral!.volumeClaimTemplate, path.child('volumeClaimTemplate'))
        : [],
  ],
  ['image'],
];

/** Under which a kind is refused that is there besides another. */
const OTHER_NAMES: Partial<Record<keyof Volume, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

function* validateSource(volume: Volume, path: FieldPath, pod: string): Steps<FieldError[]> {
  const [first, ...others] = SOURCES.filter(([kind]) => volume[kind] !== undefined);
  if (first === undefined) return [fieldErrors.required(path, 'must specify a volume type')];
  const [kind, rules] = first;
  const second = 'may not specify more than 1 volume type';
  return [
    ...(yield* settleSteps(rules?.(volume, path.child(kind), path) ?? [])),
    ...(kind === 'ephemeral' ? claimName(volume, path, pod) : []),
    ...others.map(([other]) => ({
      ...fieldErrors.forbidden(path.child(OTHER_NAMES[other] ?? other), second),
      told: 'alone' as const,
    })),
  ];
}

/**
 * `pod`: the name of the pod, where there is one, whose claims are called after it; `broken`: gets the names of volumes with which
 * something is wrong.
 */
export function validateVolumes(
  volumes: Volume[] | undefined,
  path: FieldPath,
  { pod = '', broken }: { pod?: string | undefined; broken?: Set<string> } = {},
): Steps<FieldError[]> {
  const claimed = new Set((volumes ?? []).filter(({ ephemeral }) => ephemeral).map(({ name }) => `${pod}-${name}`));
  return errorsOfEach(volumes ?? [], function* (volume, index) {
    const claim = volume.persistentVolumeClaim?.claimName ?? '';
    const at = path.index(index);
    const errors = yield* validateSource(volume, at, pod);
    if (errors.length > 0) broken?.add(volume.name ?? '');
    if (!pod || !claimed.has(claim)) return errors;
    const detail = 'must not reference a PVC that gets created for an ephemeral volume';
    return [...errors, fieldErrors.invalid(at.child('persistentVolumeClaim', 'claimName'), claim, detail)];
  });
}
