import {
  fieldErrors,
  FieldPath,
  labelErrors,
  settleSteps,
  stringifyJson,
  type FieldError,
  type Steps,
} from '@kubets/apimachinery';
import { runtimeClasses as names } from '@kubets/proto-gen/catalogue';
import type { Toleration } from '@kubets/proto-gen/core/v1';
import type { RuntimeClass } from '@kubets/proto-gen/node/v1';
import { ageColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { validateOverhead } from '../../pod-spec/validate-resources';
import { validateToleration } from '../../pod-spec/validate-scheduling';
import { goStruct } from '../../validation/go-struct';
import { defineResource } from '../../registry/define-resource';

const SCHEDULING = FieldPath.of('scheduling');

function* validateRuntimeClass({ overhead, scheduling }: RuntimeClass): Steps<FieldError[]> {
  const spec = overhead?.podFixed ? { overhead: overhead.podFixed } : {};
  return [
    ...(yield* settleSteps(validateOverhead(spec, FieldPath.of('overhead')))),
    ...(yield* labelErrors(scheduling?.nodeSelector, SCHEDULING.child('nodeSelector'))),
    ...validateTolerations(scheduling?.tolerations ?? [], SCHEDULING.child('tolerations')),
  ];
}

function validateTolerations(tolerations: readonly Toleration[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return tolerations.flatMap((toleration, index) => {
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    const identity = stringifyJson([key, operator, value, effect]);
    const errors = validateToleration(toleration, path.index(index));
    if (seen.has(identity))
      errors.push(fieldErrors.duplicate(path.index(index), goStruct(toleration, 'kubets.core.v1.Toleration')));
    seen.add(identity);
    return errors;
  });
}

export const runtimeClasses = defineResource<RuntimeClass>(names, {
  columns: [
    nameColumn,
    textColumn<RuntimeClass>({
      name: 'Handler',
      description: 'What the container runtime of nodes calls it.',
      value: ({ handler }) => handler ?? '',
    }),
    ageColumn,
  ],
  validate: validateRuntimeClass,
  anyFinalizer: true,
  allowCreateOnUpdate: true,
  requireResourceVersion: true,
});
