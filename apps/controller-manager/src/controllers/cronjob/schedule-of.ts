import { CronError, parseCron, timeZoneOf, type CronSchedule } from '@kubets/api';
import { quote } from '@kubets/apimachinery';
import type { CronJob } from '@kubets/proto-gen/batch/v1';

/** Why no jobs are made: the reason and the text of an event. */
export interface ScheduleProblem {
  reason: 'UnknownTimeZone' | 'UnparseableSchedule';
  message: string;
}

/** The schedule by the clock of its time zone. */
export function scheduleOf({ spec }: CronJob): CronSchedule | ScheduleProblem {
  const { schedule = '', timeZone = '' } = spec ?? {};
  const zone = timeZoneOf(timeZone);
  if (!zone)
    return {
      reason: 'UnknownTimeZone',
      message: `invalid timeZone: ${quote(timeZone)}: unknown time zone ${timeZone}`,
    };
  try {
    return parseCron(schedule, zone);
  } catch (error) {
    if (!(error instanceof CronError)) throw error;
    return { reason: 'UnparseableSchedule', message: `unparseable schedule: ${quote(schedule)} : ${error.message}` };
  }
}
