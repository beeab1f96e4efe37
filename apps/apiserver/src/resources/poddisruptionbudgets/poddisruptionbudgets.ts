import { fieldErrors, FieldPath, isPathSegmentName, type FieldError, type Steps } from '@kubets/apimachinery';
import { podDisruptionBudgets as names } from '@kubets/proto-gen/catalogue';
import type { PodDisruptionBudget } from '@kubets/proto-gen/policy/v1';
import { ageColumn, countColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { validateConditions } from '../../validation/conditions';
import { goStruct } from '../../validation/go-struct';
import { notMoreThan100Percent, validateIntOrPercent } from '../../validation/int-or-percent';
import { validateLabelSelector } from '../../validation/label-selector';

const SPEC = FieldPath.of('spec');
const CONDITIONS = FieldPath.of('status', 'conditions');

function* validateBudget({ spec = {} }: PodDisruptionBudget): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    const value = goStruct(spec, 'kubets.policy.v1.PodDisruptionBudgetSpec');
    errors.push(fieldErrors.invalid(SPEC, value, 'minAvailable and maxUnavailable cannot be both set'));
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    if (spec[field] === undefined) continue;
    const path = SPEC.child(field);
    errors.push(...validateIntOrPercent(spec[field], path), ...notMoreThan100Percent(spec[field], path));
  }
  return errors.concat(yield* validateLabelSelector(spec.selector, SPEC.child('selector')));
}

const amount = (value: unknown): string => (value === undefined || value === null ? 'N/A' : String(value));

export const podDisruptionBudgets = defineResource<PodDisruptionBudget>(names, {
  granted: { edit: [''], view: ['', 'status'] },
  columns: [
    nameColumn,
    textColumn<PodDisruptionBudget>({
      name: 'Min Available',
      description: 'How many pods have to stay.',
      value: ({ spec }) => amount(spec?.minAvailable),
    }),
    textColumn<PodDisruptionBudget>({
      name: 'Max Unavailable',
      description: 'How many pods may be missing.',
      value: ({ spec }) => amount(spec?.maxUnavailable),
    }),
    countColumn<PodDisruptionBudget>({
      name: 'Allowed Disruptions',
      description: 'How many pods may be evicted now.',
      value: ({ status }) => status?.disruptionsAllowed ?? 0,
    }),
    ageColumn,
  ],
  validateName: isPathSegmentName,
  anyFinalizer: true,
  metadataLast: true,
  validate: validateBudget,
  status: { validateUpdate: ({ status }) => validateConditions(status?.conditions ?? [], CONDITIONS) },
  hasGeneration: true,
  requireResourceVersion: true,
});
