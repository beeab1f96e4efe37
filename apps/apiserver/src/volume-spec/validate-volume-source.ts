import {
  fieldErrors,
  isDns1123Label,
  isDns1123Subdomain,
  rangeText,
  type FieldError,
  type FieldPath,
} from '@kubets/apimachinery';
import type {
  CSIPersistentVolumeSource,
  ISCSIPersistentVolumeSource,
  PersistentVolumeSpec,
  SecretReference,
} from '@kubets/proto-gen/core/v1';
import { schema } from '@kubets/proto-gen/schema';
import {
  validateAzureDisk,
  validateFc,
  validateFlex,
  validateFlocker,
  validateGce,
  validateIscsi,
  validateNfs,
  validateQuobyte,
} from '../pod-spec/validate-network-volume';
import { validateBacksteps } from '../pod-spec/paths-in-volumes';
import { validateCsiDriverName } from '../validation/csi-driver-name';
import { requiredName, requiredText } from '../validation/field-checks';

const MAX_LUN = 255;

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
const KINDS = Object.keys(schema.of('kubets.core.v1.PersistentVolumeSpec').fields).filter((name) => !COMMON.has(name));

export const isCommonField = (name: string): boolean => COMMON.has(name);

/** The names of the kinds of storage that a spec has; valid ones have one. */
export const sourcesOf = (spec: PersistentVolumeSpec): string[] =>
  KINDS.filter((name) => (spec as Record<string, unknown>)[name] !== undefined);

/** A Secret of any namespace: both names are needed. */
const secretOf = (secret: SecretReference | undefined, path: FieldPath): FieldError[] =>
  secret
    ? [...requiredText(path.child('name'), secret.name), ...requiredText(path.child('namespace'), secret.namespace)]
    : [];

const SECRETS = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const;

function validateCsi(csi: CSIPersistentVolumeSource, path: FieldPath): FieldError[] {
  return [
    ...validateCsiDriverName(csi.driver ?? '', path.child('driver')),
    ...requiredText(path.child('volumeHandle'), csi.volumeHandle),
    ...SECRETS.flatMap((name) => {
      const secret = csi[name];
      if (!secret) return [];
      const at = path.child(name);
      return [
        ...requiredName(at.child('name'), secret.name, isDns1123Subdomain),
        ...requiredName(at.child('namespace'), secret.namespace, isDns1123Label),
      ];
    }),
  ];
}

function validatePortal(iscsi: ISCSIPersistentVolumeSource, path: FieldPath): FieldError[] {
  const { targetPortal, iqn = '', lun = 0, secretRef, ...rest } = iscsi;
  const errors = requiredText(path.child('targetPortal'), targetPortal);
  if (iqn === '') errors.push(fieldErrors.required(path.child('iqn')));
  else if (/^(?:iqn|eui|naa)/.test(iqn)) errors.push(...validateIscsi({ iqn }, path));
  else errors.push(fieldErrors.invalid(path.child('iqn'), iqn, 'must be valid format'));
  if (lun < 0 || lun > MAX_LUN) errors.push(fieldErrors.invalid(path.child('lun'), lun, rangeText(0, MAX_LUN)));
  const login = { ...rest, ...(secretRef?.name !== undefined && { secretRef: { name: secretRef.name } }) };
  return [...errors, ...validateIscsi(login, path)];
}

/** `path`: of the kind; `at`: of the volume's spec. */
type Rules = (spec: PersistentVolumeSpec, path: FieldPath, at: FieldPath) => FieldError[];

function pathOnNode(text: string | undefined, path: FieldPath): FieldError[] {
  return text ? validateBacksteps(path, text) : [fieldErrors.required(path)];
}

/** The rules of each kind of volume that has any besides those of its schema. */
const SOURCES: { readonly [kind in keyof PersistentVolumeSpec]?: Rules } = {
  hostPath: ({ hostPath }, path) => (hostPath!.path ? validateBacksteps(path.child('path'), hostPath!.path) : []),
  local: ({ local, nodeAffinity }, path, at) => [
    ...pathOnNode(local!.path, path.child('path')),
    ...(nodeAffinity ? [] : [fieldErrors.required(at.child('nodeAffinity'), 'Local volume requires node affinity')]),
  ],
  gcePersistentDisk: ({ gcePersistentDisk }, _, at) => validateGce(gcePersistentDisk!, at.child('persistentDisk')),
  nfs: ({ nfs }, path) => validateNfs(nfs!, path),
  iscsi: ({ iscsi }, path) => validatePortal(iscsi!, path),
  rbd: ({ rbd }, path) => [
    ...(rbd!.monitors?.length ? [] : [fieldErrors.required(path.child('monitors'))]),
    ...requiredText(path.child('image'), rbd!.image),
  ],
  cephfs: ({ cephfs }, path) => (cephfs!.monitors?.length ? [] : [fieldErrors.required(path.child('monitors'))]),
  glusterfs: ({ glusterfs }, path) => [
    ...requiredText(path.child('endpoints'), glusterfs!.endpoints),
    ...requiredText(path.child('path'), glusterfs!.path),
    ...(glusterfs!.endpointsNamespace === ''
      ? [
          fieldErrors.invalid(
            path.child('endpointsNamespace'),
            '',
            'if the endpointnamespace is set, it must be a valid namespace name',
          ),
        ]
      : []),
  ],
  fc: ({ fc }, path) => validateFc(fc!, path),
  cinder: ({ cinder }, path) => [
    ...requiredText(path.child('volumeID'), cinder!.volumeID),
    ...secretOf(cinder!.secretRef, path.child('secretRef')),
  ],
  flocker: ({ flocker }, path) => validateFlocker(flocker!, path),
  azureFile: ({ azureFile }, path) => [
    ...requiredText(path.child('secretName'), azureFile!.secretName),
    ...requiredText(path.child('shareName'), azureFile!.shareName),
    ...(azureFile!.secretNamespace === '' ? [fieldErrors.required(path.child('secretNamespace'))] : []),
  ],
  azureDisk: ({ azureDisk }, path) => validateAzureDisk({ kind: 'Shared', ...azureDisk! }, path),
  flexVolume: ({ flexVolume }, path) => [
    ...requiredText(path.child('driver'), flexVolume!.driver),
    ...validateFlex({ options: flexVolume!.options }, path),
  ],
  quobyte: ({ quobyte }, path) => validateQuobyte(quobyte!, path),
  scaleIO: ({ scaleIO }, path) => [
    ...requiredText(path.child('gateway'), scaleIO!.gateway),
    ...requiredText(path.child('system'), scaleIO!.system),
    ...requiredText(path.child('volumeName'), scaleIO!.volumeName),
  ],
  storageos: ({ storageos }, path) => requiredText(path.child('volumeName'), storageos!.volumeName),
  csi: ({ csi }, path) => validateCsi(csi!, path),
};

/** In which order Kubernetes looks for what a volume is: what it finds first is that. */
const LOOKED_AT: readonly string[] = [
  'hostPath',
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'flocker',
  'nfs',
  'rbd',
  'quobyte',
  'cephfs',
  'iscsi',
  'cinder',
  'fc',
  'flexVolume',
  'azureFile',
  'vsphereVolume',
  'photonPersistentDisk',
  'portworxVolume',
  'azureDisk',
  'scaleIO',
  'local',
  'storageos',
  'csi',
];
const TOLD_AS: Readonly<Record<string, string>> = { cephfs: 'cephFS' };

/** Where a volume is stored: in one place, of which its kind's rules hold. */
export function validateVolumeSource(spec: PersistentVolumeSpec, path: FieldPath): FieldError[] {
  const given = sourcesOf(spec);
  const [first, ...others] = [...given].sort((a, b) => LOOKED_AT.indexOf(a) - LOOKED_AT.indexOf(b));
  if (first === undefined) return [fieldErrors.required(path, 'must specify a volume type')];
  const rules = SOURCES[first as keyof PersistentVolumeSpec];
  // Of a driver Kubernetes looks at what it is told, whatever else the volume is.
  const besides = others.includes('flexVolume') ? SOURCES.flexVolume!(spec, path.child('flexVolume'), path) : [];
  return [
    ...(rules?.(spec, path.child(first), path) ?? []),
    ...besides,
    ...others
      .filter((kind) => kind !== 'flexVolume')
      .map((kind) => ({
        ...fieldErrors.forbidden(path.child(TOLD_AS[kind] ?? kind), 'may not specify more than 1 volume type'),
        told: 'alone' as const,
      })),
  ];
}

/** Since when a kind of volume is no more what to use, and since when it does nothing; and what it is called there. */
const GONE: Readonly<Record<string, readonly [text: string, name?: string]>> = {
  rbd: ['deprecated in v1.28, non-functional in v1.31+'],
  cephfs: ['deprecated in v1.28, non-functional in v1.31+'],
  glusterfs: ['deprecated in v1.25, non-functional in v1.26+'],
  photonPersistentDisk: ['deprecated in v1.11, non-functional in v1.16+'],
  scaleIO: ['deprecated in v1.16, non-functional in v1.22+'],
  storageos: ['deprecated in v1.22, non-functional in v1.25+', 'storageOS'],
};

export const volumeSourceWarnings = (kinds: readonly string[], path: FieldPath): string[] =>
  kinds.flatMap((kind) => {
    const [text, name = kind] = GONE[kind] ?? [];
    return text ? [`${String(path.child(name))}: ${text}`] : [];
  });

/** Options of a mount in an annotation are for what can be mounted with any. */
const WITH_OPTIONS = new Set([
  'gcePersistentDisk',
  'awsElasticBlockStore',
  'glusterfs',
  'nfs',
  'iscsi',
  'rbd',
  'cinder',
  'cephfs',
  'quobyte',
  'azureFile',
  'vsphereVolume',
  'azureDisk',
  'photonPersistentDisk',
  'portworxVolume',
]);

export const takesMountOptions = (kind: string): boolean => WITH_OPTIONS.has(kind);
