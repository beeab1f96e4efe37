import { fieldErrors, FieldPath, nameOf, newForbidden, type FieldError } from '@kubets/apimachinery';
import { priorityClasses as names } from '@kubets/proto-gen/catalogue';
import type { PriorityClass } from '@kubets/proto-gen/scheduling/v1';
import { ageColumn, countColumn, nameColumn, textColumn } from '../../columns/standard-columns';
import { defineResource } from '../../registry/define-resource';
import { oneOf } from '../../validation/field-checks';
import { systemPriorityClass } from './system-priority-classes';

const PREEMPTION = ['PreemptLowerPriority', 'Never'];
const HIGHEST_USER_DEFINED = 1_000_000_000;
const VALUE = FieldPath.of('value');

/** What is wrong with a class that has a name of the system's; undefined when it is the system's. */
function systemProblem({ metadata, value = 0, globalDefault = false }: PriorityClass): string | undefined {
  const name = metadata?.name ?? '';
  const known = systemPriorityClass(name);
  if (!known) return `${name} is not a known system priority class`;
  if (known.value !== value) return `value of ${name} PriorityClass must be ${known.value}`;
  return globalDefault ? `globalDefault of ${name} PriorityClass must be false` : undefined;
}

function validate(priorityClass: PriorityClass): FieldError[] {
  if (!nameOf(priorityClass).startsWith('system-'))
    return (priorityClass.value ?? 0) > HIGHEST_USER_DEFINED
      ? [fieldErrors.forbidden(VALUE, `maximum allowed value of a user defined priority is ${HIGHEST_USER_DEFINED}`)]
      : [];
  const problem = systemProblem(priorityClass);
  const detail = `priority class names with 'system-' prefix are reserved for system use only. error: ${problem}`;
  return problem ? [fieldErrors.forbidden(FieldPath.of('metadata', 'name'), detail)] : [];
}

export const priorityClasses = defineResource<PriorityClass>(names, {
  columns: [
    nameColumn,
    countColumn<PriorityClass>({ name: 'Value', description: 'The priority.', value: ({ value }) => value ?? 0 }),
    {
      name: 'Global-Default',
      type: 'boolean',
      description: 'Whether pods without a class get this one.',
      priority: 0,
      value: ({ globalDefault }) => globalDefault ?? false,
    },
    ageColumn,
    textColumn<PriorityClass>({
      name: 'PreemptionPolicy',
      description: 'Whether pods may take the place of others of less priority.',
      value: ({ preemptionPolicy }) => preemptionPolicy ?? '',
    }),
  ],
  prepareForCreate(priorityClass) {
    priorityClass.metadata = { ...priorityClass.metadata, generation: 1 };
  },
  validate: ({ preemptionPolicy }) => oneOf(FieldPath.of('preemptionPolicy'), preemptionPolicy, PREEMPTION),
  validateCreate: validate,
  validateUpdate: ({ value = 0 }, old) =>
    value === (old.value ?? 0) ? [] : [fieldErrors.forbidden(VALUE, 'may not be changed in an update.')],
  validateDelete(priorityClass) {
    if (!systemPriorityClass(nameOf(priorityClass))) return;
    const resource = { group: 'scheduling.k8s.io', resource: 'priorityclasses' };
    throw newForbidden(resource, nameOf(priorityClass), 'this is a system priority class and cannot be deleted');
  },
});
