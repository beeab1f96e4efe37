import { errorsOfAll, fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { JobSpec } from '@kubets/proto-gen/batch/v1';
import { validatePodTemplateSpec } from '../pod-spec/validate-pod-spec';
import { validateDomainPrefixedPath } from '../validation/domain-prefixed-path';
import { goStruct } from '../validation/go-struct';
import { validateFailurePolicy } from './validate-failure-policy';
import { validateSuccessPolicy } from './validate-success-policy';

/** What keeps the texts of a status that list indexes short. */
const MOST_INDEXED = 100_000;
const MOST_OF_MANY = 10_000;
const MAX_MANAGED_BY_BYTES = 63;
const MODES = ['NonIndexed', 'Indexed'];

export const isIndexed = ({ completionMode }: JobSpec): boolean => completionMode === 'Indexed';

/** Told after what is wrong with each field by itself. */
const withMode = (error: FieldError, path: FieldPath): FieldError => ({
  ...error,
  toldAt: path.child('completionMode').toString(),
});

function validateIndexed(spec: JobSpec, path: FieldPath): FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex } = spec;
  const errors: FieldError[] = [];
  const atMost = (field: 'parallelism' | 'maxFailedIndexes', most: number, when = ''): void => {
    if ((spec[field] ?? 0) > most)
      errors.push(fieldErrors.invalid(path.child(field), spec[field], `must be less than or equal to ${most}${when}`));
  };
  if (completions === undefined)
    errors.push(fieldErrors.required(path.child('completions'), 'when completion mode is Indexed'));
  if (parallelism > MOST_INDEXED) atMost('parallelism', MOST_INDEXED, ' when completion mode is Indexed');
  if (completions !== undefined && (maxFailedIndexes ?? 0) > completions) {
    const detail = 'must be less than or equal to completions';
    errors.push(fieldErrors.invalid(path.child('maxFailedIndexes'), maxFailedIndexes, detail));
  }
  atMost('maxFailedIndexes', MOST_INDEXED);
  if ((completions ?? 0) <= MOST_INDEXED || backoffLimitPerIndex === undefined) return errors;
  if (maxFailedIndexes === undefined) {
    const detail = `must be specified when completions is above ${MOST_INDEXED}`;
    errors.push(fieldErrors.required(path.child('maxFailedIndexes'), detail));
  }
  const when = ` when completions are above ${MOST_INDEXED} and used with backoff limit per index`;
  atMost('parallelism', MOST_OF_MANY, when);
  atMost('maxFailedIndexes', MOST_OF_MANY, when);
  return errors;
}

function validateCompletion(spec: JobSpec, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push({
      ...fieldErrors.required(path.child('backoffLimitPerIndex'), 'when maxFailedIndexes is specified'),
      toldAt: path.child('maxFailedIndexes').toString(),
    });
  if (spec.managedBy !== undefined) {
    const at = path.child('managedBy');
    const ofManager = validateDomainPrefixedPath(spec.managedBy, at);
    if (Buffer.byteLength(spec.managedBy) > MAX_MANAGED_BY_BYTES)
      ofManager.push(fieldErrors.tooLong(at, '', MAX_MANAGED_BY_BYTES));
    errors.push(...ofManager);
  }
  if (spec.completionMode !== undefined && !MODES.includes(spec.completionMode))
    errors.push(fieldErrors.notSupported(path.child('completionMode'), spec.completionMode, MODES));
  if (isIndexed(spec)) errors.push(...validateIndexed(spec, path).map((error) => withMode(error, path)));
  if (spec.completionMode === undefined || spec.completionMode === 'NonIndexed')
    for (const field of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
      if (spec[field] !== undefined)
        errors.push(
          withMode(fieldErrors.invalid(path.child(field), spec[field], 'requires indexed completion mode'), path),
        );
  return errors;
}

function validatePolicies(spec: JobSpec, path: FieldPath): FieldError[] {
  const { podFailurePolicy, successPolicy, podReplacementPolicy } = spec;
  const errors = podFailurePolicy ? validateFailurePolicy(spec, path.child('podFailurePolicy')) : [];
  const success = path.child('successPolicy');
  if (successPolicy && isIndexed(spec) && spec.completions !== undefined)
    errors.push(...validateSuccessPolicy(spec, success));
  else if (successPolicy && !isIndexed(spec)) {
    const value = goStruct(successPolicy, 'kubets.batch.v1.SuccessPolicy');
    errors.push(fieldErrors.invalid(success, value, 'requires indexed completion mode'));
  }
  const valid = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  if (podReplacementPolicy !== undefined && !valid.includes(podReplacementPolicy))
    errors.push(fieldErrors.notSupported(path.child('podReplacementPolicy'), podReplacementPolicy, valid));
  return errors;
}

/** Looked at after all that the template says. */
function validateRestartPolicy(spec: JobSpec, path: FieldPath): FieldError[] {
  const toldAt = path.child('template').toString();
  return restartPolicyErrors(spec, path).map((error) => ({ ...error, toldAt, told: 'last' }));
}

function restartPolicyErrors({ template, podFailurePolicy }: JobSpec, path: FieldPath): FieldError[] {
  const { restartPolicy } = template?.spec ?? {};
  const at = path.child('template', 'spec', 'restartPolicy');
  if (!restartPolicy || restartPolicy === 'Always')
    return [fieldErrors.required(at, 'valid values: "OnFailure", "Never"')];
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never')
    return [fieldErrors.notSupported(at, restartPolicy, ['OnFailure', 'Never'])];
  if (!podFailurePolicy || restartPolicy === 'Never') return [];
  return [fieldErrors.invalid(at, restartPolicy, 'only "Never" is supported when podFailurePolicy is specified')];
}

/** What is wrong with the spec of a job besides what its schema says, its selector apart. */
export function validateJobSpec(spec: JobSpec, path: FieldPath): Steps<FieldError[]> {
  return errorsOfAll(
    () => validateCompletion(spec, path),
    () => validatePolicies(spec, path),
    () => validatePodTemplateSpec(spec.template ?? {}, path.child('template')),
    () => validateRestartPolicy(spec, path),
  );
}
