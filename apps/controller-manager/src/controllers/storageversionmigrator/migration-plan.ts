import { isConditionTrue } from '@kubets/api';
import { nameOf } from '@kubets/apimachinery';
import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';

export const isRunning = ({ status }: StorageVersionMigration): boolean =>
  isConditionTrue(status?.conditions, 'Running');

export const hasSucceeded = ({ status }: StorageVersionMigration): boolean =>
  isConditionTrue(status?.conditions, 'Succeeded');

/** Whether there is nothing left to migrate for it. */
export const isOver = (migration: StorageVersionMigration): boolean =>
  hasSucceeded(migration) || isConditionTrue(migration.status?.conditions, 'Failed');

/** `deployments.apps`: what a migration is about, of which one at a time is under way. */
export const migratedResourceOf = ({ spec }: StorageVersionMigration): string =>
  `${spec?.resource?.resource ?? ''}.${spec?.resource?.group ?? ''}`;

/** What comes next, of all the migrations of one resource. */
export interface MigrationPlan {
  /** Over, and still said to run. */
  ended: StorageVersionMigration[];
  /** The one that runs, or else the oldest of those that wait; undefined when none does. */
  current?: StorageVersionMigration;
}

export function planOf(migrations: readonly StorageVersionMigration[]): MigrationPlan {
  const open = migrations.filter((one) => !isOver(one));
  const current = open.find(isRunning) ?? open.sort(byAge)[0];
  return { ended: migrations.filter((one) => isOver(one) && isRunning(one)), ...(current ? { current } : {}) };
}

function byAge(a: StorageVersionMigration, b: StorageVersionMigration): number {
  const created = ({ metadata }: StorageVersionMigration): number => Date.parse(metadata?.creationTimestamp ?? '') || 0;
  return created(a) - created(b) || (nameOf(a) < nameOf(b) ? -1 : 1);
}
