import {
  atOnce,
  errorsOfAll,
  errorsOfEach,
  fieldErrors,
  FieldPath,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import type { ResourcePool, ResourceSliceSpec } from '@kubets/proto-gen/resource/v1';
import { validateNodeSelector } from '../pod-spec/validate-affinity';
import { immutableField } from '../validation/field-checks';
import { goStruct } from '../validation/go-struct';
import { validateDriverName, validatePoolName } from './device-names';
import { duplicates } from './request-names';
import { countersErrors, validateDevice, validateNodeName } from './validate-device';

const SPEC = FieldPath.of('spec');
const MAX_DEVICES = 128;
/** With taints, or counters that they take from. */
const MAX_ADVANCED_DEVICES = 64;
const MAX_COUNTER_SETS = 8;
/** What is wrong with a spec as a whole is told before what is wrong with its counters and devices. */
const BEFORE = SPEC.child('allNodes').toString();

/** In steps: a slice, new or changed. */
export function validateSlice(spec: ResourceSliceSpec, old?: ResourceSliceSpec): Steps<FieldError[]> {
  return errorsOfAll(
    () => validateDriverName(spec.driver ?? '', SPEC.child('driver')),
    () => poolErrors(spec.pool ?? {}),
    () => (old ? changeErrors(spec, old) : []),
    () => nodesErrors(spec),
    () =>
      spec.sharedCounters !== undefined && spec.devices !== undefined
        ? [{ ...fieldErrors.invalid(SPEC, '', 'only one of `sharedCounters` or `devices` is allowed'), toldAt: BEFORE }]
        : [],
    () => devicesErrors(spec, old),
    () => counterSetsErrors(spec),
  );
}

function poolErrors({ name = '', generation = 0, resourceSliceCount = 0 }: ResourcePool): FieldError[] {
  const pool = SPEC.child('pool');
  const errors = validatePoolName(name, pool.child('name'));
  if (Number(resourceSliceCount) <= 0)
    errors.push(fieldErrors.invalid(pool.child('resourceSliceCount'), resourceSliceCount, 'must be greater than zero'));
  if (Number(generation) < 0) {
    const detail = 'must be greater than or equal to zero';
    errors.push(fieldErrors.invalid(pool.child('generation'), generation, detail));
  }
  return errors;
}

const changeErrors = (spec: ResourceSliceSpec, old: ResourceSliceSpec): FieldError[] => [
  ...immutableField(SPEC.child('pool', 'name'), spec.pool?.name, old.pool?.name),
  ...immutableField(SPEC.child('driver'), spec.driver, old.driver),
  ...immutableField(SPEC.child('nodeName'), spec.nodeName, old.nodeName),
];

function nodesErrors(spec: ResourceSliceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const set: string[] = [];
  const { nodeName, nodeSelector } = spec;
  if (nodeName === '') {
    const detail = 'must be either unset or set to a non-empty string';
    errors.push(fieldErrors.invalid(SPEC.child('nodeName'), nodeName, detail));
  } else if (nodeName !== undefined) {
    set.push('`nodeName`');
    errors.push(...validateNodeName(nodeName, SPEC.child('nodeName')));
  }
  if (nodeSelector) {
    set.push('`nodeSelector`');
    const terms = SPEC.child('nodeSelector', 'nodeSelectorTerms');
    errors.push(...atOnce(validateNodeSelector(nodeSelector, terms, false)));
    if (nodeSelector.nodeSelectorTerms?.length !== 1) {
      const shown =
        nodeSelector.nodeSelectorTerms?.map((term) => goStruct(term, 'kubets.core.v1.NodeSelectorTerm')) ?? null;
      errors.push(fieldErrors.invalid(terms, shown, 'must have exactly one node selector term'));
    }
  }
  for (const name of ['allNodes', 'perDeviceNodeSelection'] as const)
    if (spec[name] === true) set.push(`\`${name}\``);
    else if (spec[name] === false)
      errors.push(fieldErrors.invalid(SPEC.child(name), false, 'must be either unset or set to true'));
  if (set.length === 1) return errors;
  const detail = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required';
  return [
    ...errors,
    {
      ...(set.length === 0
        ? fieldErrors.required(SPEC, detail)
        : fieldErrors.invalid(SPEC, `{${set.join(', ')}}`, `${detail}, but multiple fields are set`)),
      toldAt: BEFORE,
    },
  ];
}

function* devicesErrors(spec: ResourceSliceSpec, old: ResourceSliceSpec | undefined): Steps<FieldError[]> {
  const { devices = [] } = spec;
  const path = SPEC.child('devices');
  const isAdvanced = devices.some(({ taints, consumesCounters }) => taints?.length || consumesCounters?.length);
  const most = isAdvanced ? MAX_ADVANCED_DEVICES : MAX_DEVICES;
  if (devices.length > most) return [fieldErrors.tooMany(path, devices.length, most)];
  const before = new Map((old?.devices ?? []).map((device) => [device.name, device]));
  const ofOwnNodes = spec.perDeviceNodeSelection === true;
  return [
    ...(yield* errorsOfEach(devices, (device, index) =>
      validateDevice(device, { old: before.get(device.name), ofOwnNodes }, path.index(index)),
    )),
    ...duplicates(devices, ({ name = '' }) => name, path),
  ];
}

function counterSetsErrors({ sharedCounters = [] }: ResourceSliceSpec): FieldError[] {
  const path = SPEC.child('sharedCounters');
  if (sharedCounters.length > MAX_COUNTER_SETS) return [];
  return [
    ...sharedCounters.flatMap(({ counters = {} }, index) =>
      countersErrors(counters, path.index(index).child('counters')),
    ),
    ...duplicates(
      sharedCounters,
      ({ name = '' }) => name,
      path,
      (set) => set,
    ),
  ];
}
