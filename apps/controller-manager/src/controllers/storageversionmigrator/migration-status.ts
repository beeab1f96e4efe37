import { findCondition, withoutCondition } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { Condition } from '@kubets/proto-gen/meta/v1';
import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';

/** Of an error, which may hold a whole object, as much as a condition has room for. */
const MAX_ERROR_CHARS = 4096;

/** How many objects there are, and of those how many are not written anew yet. */
export interface Progress {
  left: number;
  total: number;
}

type Told = Required<Pick<Condition, 'type' | 'status' | 'reason' | 'message'>>;

/** A migration with a condition set; its time changes with its status. */
function telling(migration: StorageVersionMigration, told: Told, now: Date): StorageVersionMigration {
  const { conditions } = migration.status ?? {};
  const before = findCondition(conditions, told.type);
  const lastTransitionTime = (before?.status === told.status && before.lastTransitionTime) || rfc3339(now);
  const condition = { ...before, ...told, lastTransitionTime };
  const others = withoutCondition(conditions, told.type);
  return { ...migration, status: { ...migration.status, conditions: [...others, condition] } };
}

const messageOf = (error: Error): string => error.message.slice(0, MAX_ERROR_CHARS);

function runningMessage({ left, total }: Progress, passing?: Error): string {
  const counted =
    total === 0
      ? ''
      : left > 0
        ? `, ${left}/${total} objects not yet migrated`
        : `, ${total} objects verified migrated`;
  return `The migration is running${counted}${passing ? `; transient error: ${messageOf(passing)}` : ''}`;
}

/** `passing`: what went wrong and is tried again. */
export const running = (
  migration: StorageVersionMigration,
  now: Date,
  progress: Progress = { left: 0, total: 0 },
  passing?: Error,
): StorageVersionMigration =>
  telling(
    migration,
    { type: 'Running', status: 'True', reason: 'MigrationRunning', message: runningMessage(progress, passing) },
    now,
  );

export const succeeded = (migration: StorageVersionMigration, now: Date, progress: Progress): StorageVersionMigration =>
  telling(
    running(migration, now, progress),
    {
      type: 'Succeeded',
      status: 'True',
      reason: 'StorageVersionMigrationSucceeded',
      message: 'Migration completed',
    },
    now,
  );

/** Nothing was begun. */
export const failed = (migration: StorageVersionMigration, now: Date, message: string): StorageVersionMigration =>
  telling(migration, { type: 'Failed', status: 'True', reason: 'StorageVersionMigrationFailed', message }, now);

export function failedAt(
  migration: StorageVersionMigration,
  now: Date,
  { progress, error }: { progress: Progress; error: Error },
): StorageVersionMigration {
  const { left, total } = progress;
  const message = `${left}/${total} not yet migrated. migration encountered unhandled error: ${messageOf(error)}`;
  return failed(running(migration, now, progress), now, message);
}

/** Over, and running no more. */
export const ended = (migration: StorageVersionMigration, now: Date): StorageVersionMigration =>
  telling(
    migration,
    { type: 'Running', status: 'False', reason: 'MigrationCompleted', message: 'Migration completed' },
    now,
  );
