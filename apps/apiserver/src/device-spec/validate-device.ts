import {
  atOnce,
  errorsOfEach,
  fieldErrors,
  isDns1123Subdomain,
  semanticEqual,
  type FieldError,
  type FieldPath,
  type Steps,
} from '@kubets/apimachinery';
import type { Device, DeviceAttribute, DeviceCapacity, DeviceCounterConsumption } from '@kubets/proto-gen/resource/v1';
import { validateNodeSelector } from '../pod-spec/validate-affinity';
import { invalidEach } from '../validation/field-checks';
import { validateBindingConditions } from './binding-conditions';
import { validateRequestPolicy } from './capacity-policy';
import { shownKey, validateDeviceName, validateQualifiedName } from './device-names';
import { validateDeviceTaint } from './device-taints';
import { duplicates } from './request-names';

const MAX_ENTRIES = 32;
const MAX_VALUES = 48;
const MAX_TAINTS = 16;
const MAX_CONSUMED = 2;
const MAX_COUNTERS = 32;
const MAX_TEXT = 64;

const NUMBER = '(0|[1-9]\\d*)';
const BEFORE = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const BUILD = '[0-9a-zA-Z-]+';
const VERSION = new RegExp(
  `^${NUMBER}\\.${NUMBER}\\.${NUMBER}(-${BEFORE}(\\.${BEFORE})*)?(\\+${BUILD}(\\.${BUILD})*)?$`,
);

/** A device of a slice. `old`: what it was before; what it had then stays. `ofOwnNodes`: each device says for itself which nodes can have it. */
export function* validateDevice(
  device: Device,
  { old, ofOwnNodes }: { old: Device | undefined; ofOwnNodes: boolean },
  path: FieldPath,
): Steps<FieldError[]> {
  const { attributes = {}, capacity = {}, taints = [], consumesCounters = [] } = device;
  const entries = Object.keys(attributes).length + Object.keys(capacity).length;
  const errors = validateDeviceName(device.name, path.child('name'));
  const tooMany = (what: string, count: number, most: number): void => {
    if (count > most)
      errors.push(fieldErrors.invalid(path, count, `the total number of ${what} must not exceed ${most}`));
  };
  tooMany('attributes and capacities', entries, MAX_ENTRIES);
  tooMany('attribute values', Object.keys(attributes).length, MAX_VALUES);
  if (entries > MAX_VALUES) return errors;
  errors.push(
    ...(yield* errorsOfEach(Object.entries(attributes), ([name, attribute]) => [
      ...validateQualifiedName(name, path.child('attributes')),
      ...attributeErrors(attribute, path.child('attributes').key(shownKey(name))),
    ])),
  );
  if (!old || !semanticEqual(capacity, old.capacity ?? {}))
    errors.push(
      ...(yield* errorsOfEach(Object.entries(capacity), ([name, one]) => [
        ...validateQualifiedName(name, path.child('capacity')),
        ...capacityErrors(one, device.allowMultipleAllocations ?? false, path.child('capacity').key(shownKey(name))),
      ])),
    );
  if (!old || !semanticEqual(taints, old.taints ?? [])) {
    const at = path.child('taints');
    if (taints.length > MAX_TAINTS) errors.push(fieldErrors.tooMany(at, taints.length, MAX_TAINTS));
    else errors.push(...taints.flatMap((taint, index) => validateDeviceTaint(taint, at.index(index))));
  }
  errors.push(...consumptionErrors(consumesCounters, path.child('consumesCounters')));
  errors.push(...(ofOwnNodes ? nodesErrors(device, path) : strayNodesErrors(device, path)));
  return errors.concat(validateBindingConditions(device, path));
}

/** That it has one value is the schema's. */
function attributeErrors({ string, version }: DeviceAttribute, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const tooLong = (text: string, at: FieldPath): FieldError[] =>
    Buffer.byteLength(text) > MAX_TEXT ? [fieldErrors.tooLong(at, '', MAX_TEXT)] : [];
  if (string !== undefined) errors.push(...tooLong(string, path.child('string')));
  if (version !== undefined) {
    const at = path.child('version');
    const detail = 'must be a string compatible with semver.org spec 2.0.0';
    if (!VERSION.test(version)) errors.push(fieldErrors.invalid(at, version, detail));
    errors.push(...tooLong(version, at));
  }
  return errors;
}

function capacityErrors(
  { value = '0', requestPolicy }: DeviceCapacity,
  isShared: boolean,
  path: FieldPath,
): FieldError[] {
  if (!requestPolicy) return [];
  const at = path.child('requestPolicy');
  return isShared
    ? validateRequestPolicy(requestPolicy, value, at)
    : [fieldErrors.forbidden(at, 'allowMultipleAllocations must be true')];
}

function consumptionErrors(consumed: readonly DeviceCounterConsumption[], path: FieldPath): FieldError[] {
  if (consumed.length > MAX_CONSUMED) return [];
  return [
    ...consumed.flatMap(({ counters = {} }, index) => countersErrors(counters, path.index(index).child('counters'))),
    ...duplicates(
      consumed,
      ({ counterSet = '' }) => counterSet,
      path,
      (one) => one,
    ),
  ];
}

/** At most 32 counters, each with a name. */
export function countersErrors(counters: object, path: FieldPath): FieldError[] {
  const names = Object.keys(counters);
  return names.length > MAX_COUNTERS
    ? [fieldErrors.tooMany(path, names.length, MAX_COUNTERS)]
    : names.flatMap((name) =>
        validateDeviceName(name, path).map((error): FieldError => ({ ...error, told: 'declared' })),
      );
}

export const validateNodeName = (name: string, path: FieldPath): FieldError[] =>
  invalidEach(path, name, isDns1123Subdomain);

function nodesErrors({ nodeName, nodeSelector, allNodes }: Device, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const set: string[] = [];
  if (nodeName === '') errors.push(fieldErrors.invalid(path.child('nodeName'), nodeName, 'must not be empty'));
  else if (nodeName !== undefined) {
    set.push('`nodeName`');
    errors.push(...validateNodeName(nodeName, path.child('nodeName')));
  }
  if (nodeSelector) {
    set.push('`nodeSelector`');
    errors.push(...atOnce(validateNodeSelector(nodeSelector, path.child('nodeSelector', 'nodeSelectorTerms'), false)));
  }
  if (allNodes === true) set.push('`allNodes`');
  else if (allNodes === false)
    errors.push(fieldErrors.invalid(path.child('allNodes'), allNodes, 'must be either unset or set to true'));
  if (set.length === 1) return errors;
  const detail =
    'exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  return [
    ...errors,
    set.length === 0 ? fieldErrors.required(path, detail) : fieldErrors.invalid(path, `{${set.join(', ')}}`, detail),
  ];
}

function strayNodesErrors({ nodeName, nodeSelector, allNodes }: Device, path: FieldPath): FieldError[] {
  if (nodeName === undefined && !nodeSelector && allNodes === undefined) return [];
  const detail =
    '`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec';
  return [fieldErrors.invalid(path, null, detail)];
}
