import { ageOf, fieldErrors, FieldPath, rfc3339, type FieldError } from '@kubets/apimachinery';
import { deviceTaintRules as names } from '@kubets/proto-gen/catalogue';
import type { DeviceTaint, DeviceTaintRule } from '@kubets/proto-gen/resource/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { validateDeviceName, validateDriverName, validatePoolName } from '../../device-spec/device-names';
import { defaultTimeAdded, validateDeviceTaint } from '../../device-spec/device-taints';
import { defineResource } from '../../registry/define-resource';
import { validateConditions } from '../../validation/conditions';

const SELECTOR = FieldPath.of('spec', 'deviceSelector');
const TAINT = FieldPath.of('spec', 'taint');
const CONDITIONS = FieldPath.of('status', 'conditions');
const MAX_CONDITIONS = 8;

function validateRule({ spec = {} }: DeviceTaintRule): FieldError[] {
  const { driver, pool, device } = spec.deviceSelector ?? {};
  return [
    ...(driver === undefined ? [] : validateDriverName(driver, SELECTOR.child('driver'))),
    ...(pool === undefined ? [] : validatePoolName(pool, SELECTOR.child('pool'))),
    ...(device === undefined ? [] : validateDeviceName(device, SELECTOR.child('device'))),
    ...validateDeviceTaint(spec.taint ?? {}, TAINT),
  ];
}

/** An effect that changes is new, unless whoever changes it says since when it is there. */
function keepTime(rule: DeviceTaintRule, old: DeviceTaintRule, now: Date): void {
  const [taint, before] = [rule.spec?.taint, old.spec?.taint];
  if (!taint || taint.effect === before?.effect || taint.timeAdded !== before?.timeAdded) return;
  taint.timeAdded = rfc3339(now);
}

const column = (name: keyof DeviceTaint & string, title: string, description: string) =>
  textColumn<DeviceTaintRule>({ name: title, description, value: ({ spec }) => spec?.taint?.[name] ?? '' });

export const deviceTaintRules = defineResource<DeviceTaintRule>(names, {
  hashedVersion: 'v1beta2',
  columns: [
    nameColumn,
    column('key', 'Key', 'The key of the taint.'),
    column('value', 'Value', 'The value of the taint.'),
    column('effect', 'Effect', 'What the taint does to claims.'),
    textColumn<DeviceTaintRule>({
      name: 'TimeAdded',
      description: 'When the taint was added.',
      value: ({ spec }, { now }) => (spec?.taint?.timeAdded ? ageOf(spec.taint.timeAdded, now) : ''),
    }),
    ageColumn,
  ],
  hasGeneration: true,
  versions: { v1: { defaults: (rule) => defaultTimeAdded((rule as DeviceTaintRule).spec?.taint) } },
  prepareForUpdate: (rule, old, { now }) => keepTime(rule, old, now),
  validate: validateRule,
  status: {
    keepsMetadata: true,
    validateUpdate({ status }) {
      const { conditions = [] } = status ?? {};
      const errors = validateConditions(conditions, CONDITIONS);
      return conditions.length > MAX_CONDITIONS
        ? [...errors, fieldErrors.tooMany(CONDITIONS, conditions.length, MAX_CONDITIONS)]
        : errors;
    },
  },
  requireResourceVersion: true,
});
