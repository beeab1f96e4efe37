import { atOnce, fieldErrors, type FieldError, type FieldPath } from '@kubets/apimachinery';
import type {
  AllocatedDeviceStatus,
  AllocationResult,
  DeviceRequestAllocationResult,
  ResourceClaimStatus,
} from '@kubets/proto-gen/resource/v1';
import { validateNodeSelector } from '../pod-spec/validate-affinity';
import { validateConditions } from '../validation/conditions';
import { requiredText } from '../validation/field-checks';
import { interfaceAddressErrors } from './interface-address';
import { validateBindingConditions } from './binding-conditions';
import { validateConfiguration, validateRawObject } from './device-configuration';
import { validateDeviceName, validateDriverName, validatePoolName } from './device-names';
import { validateDeviceTolerations } from './device-taints';
import { validateRequestName, validateRequestNames, type RequestNames } from './request-names';

const MAX_RESULTS = 32;
const MAX_USERS = 256;
const MAX_CONDITIONS = 8;

type Place = Pick<DeviceRequestAllocationResult, 'driver' | 'pool' | 'device' | 'shareID'>;

/** Which use of which device. */
export const deviceKey = ({ driver = '', pool = '', device = '', shareID }: Place): string =>
  [driver, pool, device, ...(shareID === undefined ? [] : [shareID])].join('/');

interface Change {
  old: ResourceClaimStatus;
  isDeleted: boolean;
  names: RequestNames;
}

/** Who uses a claim, what was found for it, and how that is. */
export function validateClaimStatus(status: ResourceClaimStatus, change: Change, path: FieldPath): FieldError[] {
  const { allocation, reservedFor = [], devices = [] } = status;
  const known = new Set((allocation?.devices?.results ?? []).map(deviceKey));
  const errors = reservedFor.length > MAX_USERS ? [] : reservedFor.flatMap(userErrors(path.child('reservedFor')));
  errors.push(...devices.flatMap((device, index) => deviceErrors(device, known, path.child('devices').index(index))));
  errors.push(...reservationErrors(status, change, path.child('reservedFor')));
  if (allocation && !change.old.allocation)
    errors.push(...allocationErrors(allocation, change.names, path.child('allocation')));
  return errors;
}

const userErrors =
  (path: FieldPath) =>
  (user: NonNullable<ResourceClaimStatus['reservedFor']>[number], index: number): FieldError[] =>
    (['resource', 'name', 'uid'] as const).flatMap((name) => requiredText(path.index(index).child(name), user[name]));

function reservationErrors(status: ResourceClaimStatus, { old, isDeleted }: Change, path: FieldPath): FieldError[] {
  const { allocation, reservedFor = [] } = status;
  if (reservedFor.length === 0) return [];
  if (!allocation) return [fieldErrors.forbidden(path, 'may not be specified when `allocated` is not set')];
  const before = new Set((old.reservedFor ?? []).map(({ uid }) => uid));
  if (!isDeleted || reservedFor.every(({ uid }) => before.has(uid))) return [];
  const detail = 'new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set';
  return [fieldErrors.forbidden(path, detail)];
}

function allocationErrors(
  { devices, nodeSelector }: AllocationResult,
  names: RequestNames,
  path: FieldPath,
): FieldError[] {
  const { results = [], config = [] } = devices ?? {};
  const [ofResults, ofConfig] = [path.child('devices', 'results'), path.child('devices', 'config')];
  return [
    ...(results.length > MAX_RESULTS ? [] : results).flatMap((result, index) =>
      resultErrors(result, names, ofResults.index(index)),
    ),
    ...(config.length > 2 * MAX_RESULTS ? [] : config).flatMap((one, index) => [
      ...validateRequestNames(one.requests, names, ofConfig.index(index).child('requests')),
      ...validateConfiguration(one, ofConfig.index(index), false),
    ]),
    ...(nodeSelector
      ? atOnce(validateNodeSelector(nodeSelector, path.child('nodeSelector', 'nodeSelectorTerms'), false))
      : []),
  ];
}

const resultErrors = (result: DeviceRequestAllocationResult, names: RequestNames, path: FieldPath): FieldError[] => [
  ...validateRequestName(result.request ?? '', names, path.child('request')),
  ...validateDeviceName(result.device, path.child('device')),
  ...validateBindingConditions(result, path),
  ...validateDeviceTolerations(result.tolerations, path.child('tolerations')),
];

function deviceErrors(device: AllocatedDeviceStatus, known: ReadonlySet<string>, path: FieldPath): FieldError[] {
  const { driver = '', pool = '', conditions = [], data, networkData } = device;
  const errors = [
    ...validateDriverName(driver, path.child('driver')),
    ...validatePoolName(pool, path.child('pool')),
    ...validateDeviceName(device.device, path.child('device')),
  ];
  const key = deviceKey(device);
  if (!known.has(key)) {
    const shown = { Driver: driver, Pool: pool, Device: device.device ?? '', ShareID: device.shareID ?? '' };
    errors.push(fieldErrors.invalid(path, shown, 'must be an allocated device in the claim'));
  }
  const at = path.child('conditions');
  if (conditions.length > MAX_CONDITIONS) errors.push(fieldErrors.tooMany(at, conditions.length, MAX_CONDITIONS));
  errors.push(...validateConditions(conditions, at));
  if (data !== undefined && data !== null) errors.push(...validateRawObject(data, path.child('data'), false));
  return errors.concat(
    (networkData?.ips ?? []).flatMap((address, index) =>
      interfaceAddressErrors(address, path.child('networkData', 'ips').index(index)),
    ),
  );
}
