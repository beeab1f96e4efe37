import { fieldErrors, rangeText, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type {
  AzureDiskVolumeSource,
  FCVolumeSource,
  FlexVolumeSource,
  FlockerVolumeSource,
  GCEPersistentDiskVolumeSource,
  ISCSIVolumeSource,
  LocalObjectReference,
  NFSVolumeSource,
  QuobyteVolumeSource,
} from '@kubets/proto-gen/core/v1';
import { requiredText } from '../validation/field-checks';

const MAX_TENANT = 64;
const MAX_PORTAL_NAME = 64;
const MAX_NUMBER = 255;

/** Of a kind that can have a Secret, which then has a name. */
export const validateSecretRef = (
  { secretRef }: { secretRef?: LocalObjectReference | undefined },
  path: FieldPath,
): FieldError[] => (secretRef ? requiredText(path.child('secretRef', 'name'), secretRef.name) : []);

export const validateNfs = ({ path: exported = '' }: NFSVolumeSource, path: FieldPath): FieldError[] =>
  exported.startsWith('/') ? [] : [fieldErrors.invalid(path.child('path'), exported, 'must be an absolute path')];

export function validateGce({ pdName, partition = 0 }: GCEPersistentDiskVolumeSource, path: FieldPath): FieldError[] {
  const errors = requiredText(path.child('pdName'), pdName);
  const isPartition = partition >= 0 && partition <= MAX_NUMBER;
  return isPartition
    ? errors
    : [...errors, fieldErrors.invalid(path.child('partition'), partition, rangeText(1, MAX_NUMBER))];
}

/** The names of initiators and targets, of which there are three kinds. */
const INITIATORS: Readonly<Record<string, RegExp>> = {
  iqn: /^iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)$/,
  eui: /^eui.[A-Za-z0-9]{16}$/,
  naa: /^naa.[A-Za-z0-9]{32}$/,
};

function validateInitiator(name: string, path: FieldPath): FieldError[] {
  const pattern = INITIATORS[name.slice(0, 3)];
  if (!pattern) return [fieldErrors.invalid(path, name, 'must be valid format starting with iqn, eui, or naa')];
  return pattern.test(name) ? [] : [fieldErrors.invalid(path, name, 'must be valid format')];
}

export function validateIscsi(source: ISCSIVolumeSource, path: FieldPath): FieldError[] {
  const { iqn, initiatorName, chapAuthDiscovery, chapAuthSession, secretRef } = source;
  const errors = iqn ? validateInitiator(iqn, path.child('iqn')) : [];
  if ((chapAuthDiscovery || chapAuthSession) && !secretRef) errors.push(fieldErrors.required(path.child('secretRef')));
  if (initiatorName === undefined) return errors;
  return [...errors, ...validateInitiator(initiatorName, path.child('initiatorname'))];
}

/** The two are one name where the initiator has one. `path`: of the volume. */
export function validateIscsiName(name: string, source: ISCSIVolumeSource, path: FieldPath): FieldError[] {
  const { initiatorName, targetPortal = '' } = source;
  if (initiatorName === undefined || `${name}:${targetPortal}`.length <= MAX_PORTAL_NAME) return [];
  const detail =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.';
  return [fieldErrors.invalid(path.child('name'), name, detail)];
}

export function validateFlocker(
  { datasetName = '', datasetUUID = '' }: FlockerVolumeSource,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!datasetName && !datasetUUID)
    errors.push(fieldErrors.required(path, 'one of datasetName and datasetUUID is required'));
  if (datasetName && datasetUUID) {
    const detail = 'datasetName and datasetUUID can not be specified simultaneously';
    errors.push(fieldErrors.invalid(path, 'resource', detail));
  }
  if (datasetName.includes('/'))
    errors.push(fieldErrors.invalid(path.child('datasetName'), datasetName, "must not contain '/'"));
  return errors;
}

export function validateQuobyte({ registry = '', tenant = '' }: QuobyteVolumeSource, path: FieldPath): FieldError[] {
  if (registry === '') return [];
  if (tenant.length > MAX_TENANT) {
    const detail = 'must be a UUID and may not exceed a length of 64 characters';
    return [fieldErrors.required(path.child('tenant'), detail)];
  }
  const pairs = registry.split(',').filter((pair) => !/^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair));
  const detail = 'must be a host:port pair or multiple pairs separated by commas';
  return pairs.map(() => fieldErrors.invalid(path.child('registry'), registry, detail));
}

export function validateFc({ targetWWNs = [], wwids = [], lun }: FCVolumeSource, path: FieldPath): FieldError[] {
  const at = path.child('targetWWNs');
  const errors: FieldError[] = [];
  if (targetWWNs.length === 0 && wwids.length === 0)
    errors.push(fieldErrors.required(at, 'must specify either targetWWNs or wwids, but not both'));
  if (targetWWNs.length === 0) return errors;
  if (wwids.length > 0)
    errors.push(fieldErrors.invalid(at, targetWWNs, 'targetWWNs and wwids can not be specified simultaneously'));
  if (lun === undefined)
    errors.push(fieldErrors.required(path.child('lun'), 'lun is required if targetWWNs is specified'));
  else if (lun < 0 || lun > MAX_NUMBER)
    errors.push(fieldErrors.invalid(path.child('lun'), lun, rangeText(0, MAX_NUMBER)));
  return errors;
}

export function validateFlex({ options = {} }: FlexVolumeSource, path: FieldPath): FieldError[] {
  const reserved = Object.keys(options).filter((key) => /(^|\.)(kubernetes|k8s)\.io$/i.test(key.split('/')[0]!));
  const detail = 'kubernetes.io and k8s.io namespaces are reserved';
  return reserved.map((key) => fieldErrors.invalid(path.child('options').key(key), key, detail));
}

export function validateAzureDisk({ kind, diskURI = '' }: AzureDiskVolumeSource, path: FieldPath): FieldError[] {
  if (kind === undefined) return [];
  const [prefix, pattern] =
    kind === 'Managed'
      ? [
          '/subscriptions/',
          '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}',
        ]
      : ['https://', 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'];
  if (diskURI.startsWith(prefix)) return [];
  return [{ ...fieldErrors.notSupported(path.child('diskURI'), diskURI, [pattern]), told: 'last' }];
}
