import { CronError, parseCron, timeZoneOf } from '@kubets/api';
import { errorsOfAll, fieldErrors, FieldPath, type FieldError, type Steps } from '@kubets/apimachinery';
import type { CronJob, CronJobSpec } from '@kubets/proto-gen/batch/v1';
import { validateJobSpec } from '../../job-spec/validate-job-spec';

const SPEC = FieldPath.of('spec');
const JOB = SPEC.child('jobTemplate', 'spec');
/** What is left of a job's name once the controller has appended the time. */
const MAX_NAME_CHARS = 52;
const ZONE_PART = /^(?!-)[A-Za-z.\-_0-9+]{1,14}$/;

function scheduleProblem(schedule: string): string | undefined {
  try {
    parseCron(schedule);
    return undefined;
  } catch (error) {
    if (error instanceof CronError) return error.message;
    throw error;
  }
}

/** `hadZone`: what was allowed before there was `timeZone` stays. */
function validateSchedule({ schedule = '', timeZone }: CronJobSpec, hadZone: boolean): FieldError[] {
  if (schedule === '') return [];
  const path = SPEC.child('schedule');
  const problem = scheduleProblem(schedule);
  const errors = problem === undefined ? [] : [fieldErrors.invalid(path, schedule, problem)];
  if (!schedule.includes('TZ')) return errors;
  if (!hadZone) {
    const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    errors.push(fieldErrors.invalid(path, schedule, detail));
  } else if (timeZone !== undefined)
    errors.push(fieldErrors.invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  return errors;
}

function validateTimeZone(timeZone: string | undefined): FieldError[] {
  if (timeZone === undefined) return [];
  const invalid = (detail: string): FieldError => fieldErrors.invalid(SPEC.child('timeZone'), timeZone, detail);
  if (timeZone === '') return [invalid('timeZone must be nil or non-empty string')];
  const unknown = invalid(`unknown time zone ${timeZone}`);
  if (!timeZone.split('/').every((part) => ZONE_PART.test(part) && part !== '.' && part !== '..')) return [unknown];
  const isLocal = timeZone.toLowerCase() === 'local';
  const errors = isLocal
    ? [invalid('timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')]
    : [];
  if (timeZone !== 'Local' && !timeZoneOf(timeZone)) errors.push(unknown);
  return errors;
}

/** Jobs that are made get their selector when they are. */
function validateSelector({ selector, manualSelector }: NonNullable<NonNullable<CronJobSpec['jobTemplate']>['spec']>) {
  const errors: FieldError[] = [];
  if (selector) errors.push(fieldErrors.invalid(JOB.child('selector'), selector, '`selector` will be auto-generated'));
  if (manualSelector)
    errors.push(fieldErrors.notSupported(JOB.child('manualSelector'), manualSelector, ['nil', 'false']));
  return errors;
}

function validateSpec(spec: CronJobSpec, old?: CronJobSpec): Steps<FieldError[]> {
  const job = spec.jobTemplate?.spec ?? {};
  return errorsOfAll(
    () => validateSchedule(spec, old?.schedule?.includes('TZ') ?? false),
    () => (old && old.timeZone === spec.timeZone ? [] : validateTimeZone(spec.timeZone)),
    () => validateJobSpec(job, JOB),
    () => validateSelector(job),
  );
}

export function* validateNewCronJob({ metadata, spec = {} }: CronJob): Steps<FieldError[]> {
  const errors = yield* validateSpec(spec);
  const name = metadata?.name ?? '';
  if (name.length > MAX_NAME_CHARS) {
    const detail = 'must be no more than 52 characters';
    errors.push(fieldErrors.invalid(FieldPath.of('metadata', 'name'), name, detail));
  }
  return errors;
}

export const validateCronJobUpdate = ({ spec = {} }: CronJob, old: CronJob): Steps<FieldError[]> =>
  validateSpec(spec, old.spec ?? {});
