import { isConditionTrue } from '@kubets/api';
import { FIELD_IMMUTABLE, fieldErrors, FieldPath, semanticEqual, type FieldError } from '@kubets/apimachinery';
import type { Job, JobStatus } from '@kubets/proto-gen/batch/v1';
import { countIndexes, firstCommonIndex } from '../../job-spec/index-intervals';
import { isIndexed } from '../../job-spec/validate-job-spec';

const STATUS = FieldPath.of('status');
const CONDITIONS = STATUS.child('conditions');
/** What a job that has got there stays. */
const LASTING = ['Failed', 'Complete', 'FailureTarget'];

const holds = ({ status }: Job, type: string): boolean => isConditionTrue(status?.conditions, type);
const isFinished = (job: Job): boolean => holds(job, 'Complete') || holds(job, 'Failed');

/** Which of these changed. What has been wrong before keeps nobody from writing something else. */
function changesOf(job: Job, old: Job) {
  const condition = (type: string): boolean => holds(job, type) !== holds(old, type);
  const field = (name: keyof JobStatus): boolean => !semanticEqual(job.status?.[name], old.status?.[name]);
  return { condition, field, finished: isFinished(job) !== isFinished(old) };
}
type Changes = ReturnType<typeof changesOf>;

function validateUncounted({ status }: Job): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((list) =>
    (status?.uncountedTerminatedPods?.[list] ?? []).flatMap((uid, index) => {
      const path = STATUS.child('uncountedTerminatedPods', list).index(index);
      if (uid === '') return [fieldErrors.invalid(path, uid, 'must not be empty')];
      if (seen.has(uid)) return [fieldErrors.duplicate(path, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

function validateTimes(job: Job, { condition, field }: Changes): FieldError[] {
  const { startTime, completionTime } = job.status ?? {};
  const errors: FieldError[] = [];
  const path = STATUS.child('completionTime');
  const completing = condition('Complete') || field('completionTime');
  if (completing && completionTime !== undefined && !holds(job, 'Complete')) {
    const detail = 'cannot set completionTime when there is no Complete=True condition';
    errors.push(fieldErrors.invalid(path, completionTime, detail));
  }
  if (completing && completionTime === undefined && holds(job, 'Complete'))
    errors.push(fieldErrors.required(path, 'completionTime is required for Complete jobs'));
  const timesChanged = field('startTime') || field('completionTime');
  if (timesChanged && startTime && completionTime && Date.parse(completionTime) < Date.parse(startTime))
    errors.push(fieldErrors.invalid(path, completionTime, 'must be equal to or after `startTime`'));
  return errors;
}

/** Times that stay as they were set. */
function validateTimeChanges(job: Job, old: Job, { field }: Changes): FieldError[] {
  const { startTime, completionTime } = job.status ?? {};
  const errors: FieldError[] = [];
  const path = STATUS.child('completionTime');
  const before = old.status?.completionTime;
  if (before !== undefined && completionTime !== undefined && field('completionTime'))
    errors.push(fieldErrors.invalid(path, completionTime, FIELD_IMMUTABLE));
  const resumes =
    holds(old, 'Suspended') &&
    job.status?.conditions?.some(({ type, status }) => type === 'Suspended' && status === 'False');
  if (field('startTime') && !resumes && old.status?.startTime !== undefined && !job.spec?.suspend) {
    const detail = 'field is immutable for unsuspended job once set';
    errors.push(fieldErrors.invalid(STATUS.child('startTime'), startTime ?? null, detail));
  }
  return errors;
}

function validateFinished(job: Job, { field, finished }: Changes): FieldError[] {
  if (!isFinished(job)) return [];
  const { active = 0, startTime, uncountedTerminatedPods: uncounted, terminating = 0 } = job.status ?? {};
  const errors: FieldError[] = [];
  if (active > 0 && (finished || field('active')))
    errors.push(fieldErrors.invalid(STATUS.child('active'), active, 'active>0 is invalid for finished job'));
  const neverStarted = job.spec?.suspend === true && job.spec.completions === 0;
  if (startTime === undefined && (finished || field('startTime')) && !neverStarted)
    errors.push(fieldErrors.required(STATUS.child('startTime'), 'startTime is required for finished job'));
  const waiting = (uncounted?.failed?.length ?? 0) + (uncounted?.succeeded?.length ?? 0);
  if (waiting > 0 && (finished || field('uncountedTerminatedPods'))) {
    const value = { Succeeded: uncounted?.succeeded ?? null, Failed: uncounted?.failed ?? null };
    const path = STATUS.child('uncountedTerminatedPods');
    errors.push(fieldErrors.invalid(path, value, 'must be empty for finished job'));
  }
  if (terminating > 0 && (finished || field('terminating'))) {
    const detail = 'terminating>0 is invalid for finished job';
    errors.push(fieldErrors.invalid(STATUS.child('terminating'), terminating, detail));
  }
  return errors;
}

function validateIndexes({ spec = {}, status = {} }: Job, { field }: Changes): FieldError[] {
  const { completedIndexes: completed = '', failedIndexes: failed } = status;
  const errors: FieldError[] = [];
  const invalid = (name: 'completedIndexes' | 'failedIndexes', detail: string): void => {
    errors.push(fieldErrors.invalid(STATUS.child(name), status[name] ?? '', detail));
  };
  const checked = (name: 'completedIndexes' | 'failedIndexes', text: string): void => {
    const count = countIndexes(text, spec.completions ?? 0);
    if (typeof count === 'string') invalid(name, `error parsing ${name}: ${count}`);
  };
  const counted = spec.completions !== undefined;
  if (field('completedIndexes') && counted) checked('completedIndexes', completed);
  const perIndex = spec.backoffLimitPerIndex !== undefined;
  if (field('failedIndexes') && counted && perIndex && failed !== undefined) checked('failedIndexes', failed);
  if (field('completedIndexes') && completed !== '' && !isIndexed(spec))
    invalid('completedIndexes', 'cannot set non-empty completedIndexes when non-indexed completion mode');
  if (field('failedIndexes') && !perIndex && failed !== undefined)
    invalid('failedIndexes', 'cannot set non-null failedIndexes when backoffLimitPerIndex is null');
  if (counted && failed !== undefined && (field('failedIndexes') || field('completedIndexes'))) {
    const common = firstCommonIndex(completed, failed, spec.completions ?? 0);
    if (common !== undefined)
      invalid('failedIndexes', `failedIndexes and completedIndexes overlap at index: ${common}`);
  }
  return errors;
}

/** Conditions that cannot hold together, or not without another. */
function validateConditions(job: Job, old: Job, { condition, field }: Changes): FieldError[] {
  const is = (type: string): boolean => holds(job, type);
  const wrong: [boolean, string][] = [
    [
      (condition('Complete') || condition('Failed')) && is('Complete') && is('Failed'),
      'cannot set Complete=True and Failed=true conditions',
    ],
    [
      (condition('Complete') || condition('FailureTarget')) && is('Complete') && is('FailureTarget'),
      'cannot set Complete=True and FailureTarget=true conditions',
    ],
    [
      (condition('Failed') || field('failedIndexes')) && is('Failed') && !is('FailureTarget'),
      'cannot set Failed=True condition without the FailureTarget=true condition',
    ],
    [
      (condition('Complete') || condition('SuccessCriteriaMet')) && is('Complete') && !is('SuccessCriteriaMet'),
      'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
    ],
    [is('SuccessCriteriaMet') && is('Failed'), 'cannot set SuccessCriteriaMet=True and Failed=true conditions'],
    [
      is('SuccessCriteriaMet') && is('FailureTarget'),
      'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
    ],
    [
      job.spec?.successPolicy !== undefined && !is('SuccessCriteriaMet') && is('Complete'),
      'cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True',
    ],
    ...LASTING.map((type): [boolean, string] => [
      holds(old, type) && !is(type),
      `cannot disable the terminal ${type}=True condition`,
    ]),
    [
      holds(old, 'SuccessCriteriaMet') && !is('SuccessCriteriaMet'),
      'cannot disable the SuccessCriteriaMet=True condition',
    ],
    [
      holds(old, 'Complete') && !holds(old, 'SuccessCriteriaMet') && is('SuccessCriteriaMet'),
      'cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions',
    ],
  ];
  return wrong.filter(([applies]) => applies).map(([, detail]) => fieldErrors.invalidAsWhole(CONDITIONS, detail));
}

function validateCounters(job: Job, old: Job, { field }: Changes): FieldError[] {
  const { active = 0, ready, failed = 0, succeeded = 0 } = job.status ?? {};
  const errors: FieldError[] = [];
  if ((field('ready') || field('active')) && ready !== undefined && ready > active)
    errors.push(fieldErrors.invalid(STATUS.child('ready'), ready, 'cannot set more ready pods than active'));
  if (failed < (old.status?.failed ?? 0))
    errors.push(fieldErrors.invalid(STATUS.child('failed'), failed, 'cannot decrease the failed counter'));
  // An indexed job may be made smaller, and what was beyond is forgotten.
  const shrinks = isIndexed(job.spec ?? {}) && job.spec?.completions === job.spec?.parallelism;
  if (!shrinks && succeeded < (old.status?.succeeded ?? 0))
    errors.push(fieldErrors.invalid(STATUS.child('succeeded'), succeeded, 'cannot decrease the succeeded counter'));
  return errors;
}

/** What a status may not become, whoever writes it (`spec.managedBy`). */
export function validateJobStatus(job: Job, old: Job): FieldError[] {
  const changes = changesOf(job, old);
  return [
    ...validateUncounted(job),
    ...validateTimes(job, changes),
    ...validateConditions(job, old, changes),
    ...validateFinished(job, changes),
    ...validateIndexes(job, changes),
    ...validateCounters(job, old, changes),
    ...validateTimeChanges(job, old, changes),
  ];
}
