import { errorsOfAll, fieldErrors, FieldPath, isDns1123Label, type FieldError, type Steps } from '@kubets/apimachinery';
import type { Job } from '@kubets/proto-gen/batch/v1';
import { isIndexed, validateJobSpec } from '../../job-spec/validate-job-spec';
import { sortedMap } from '../../validation/field-checks';
import { validateLabelSelector } from '../../validation/label-selector';
import { isSelectedBy } from './generated-selector';

const SPEC = FieldPath.of('spec');

function* validateSelector({ spec = {} }: Job): Steps<FieldError[]> {
  const { selector, template } = spec;
  const errors = selector
    ? yield* validateLabelSelector(selector, SPEC.child('selector'))
    : [fieldErrors.required(SPEC.child('selector'))];
  const labels = template?.metadata?.labels;
  // One that is absent selects nothing.
  if (!selector || (errors.length === 0 && !(yield* isSelectedBy(selector, labels ?? {})))) {
    const detail = '`selector` does not match template `labels`';
    errors.push(fieldErrors.invalid(SPEC.child('template', 'metadata', 'labels'), sortedMap(labels), detail));
  }
  return errors;
}

/** The name and the last index together are the name of a host. */
function validateName({ metadata, spec = {} }: Job): FieldError[] {
  if (!isIndexed(spec) || !spec.completions || spec.completions < 0) return [];
  const name = metadata?.name ?? '';
  const longest = `${name}-${spec.completions - 1}`;
  if (isDns1123Label(longest).length === 0) return [];
  const detail = `will not able to create pod with invalid DNS label: ${longest}`;
  return [fieldErrors.invalid(FieldPath.of('metadata', 'name'), name, detail)];
}

export const validateJob = (job: Job): Steps<FieldError[]> =>
  errorsOfAll(
    () => validateJobSpec(job.spec ?? {}, SPEC),
    () => validateSelector(job),
    () => validateName(job),
  );
