import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';
import { ended, failed, failedAt, running, succeeded } from './migration-status';

const NOW = new Date('2026-01-01T00:00:00Z');
const LATER = new Date('2026-01-01T00:00:09Z');
const migration: StorageVersionMigration = { metadata: { name: 'm' }, status: { resourceVersion: '12' } };
const told = ({ status }: StorageVersionMigration): string[] =>
  (status?.conditions ?? []).map(
    (c) => `${c.type}=${c.status} ${c.reason} ${String(c.lastTransitionTime).slice(17, 19)}: ${c.message}`,
  );

const RUNNING = 'Running=True MigrationRunning 00: The migration is running';
test.each<[string, StorageVersionMigration, string[]]>([
  ['begun', running(migration, NOW), [RUNNING]],
  [
    'half done, then away',
    running(running(migration, NOW), LATER, { left: 3, total: 5 }, new Error('no answer')),
    [`${RUNNING}, 3/5 objects not yet migrated; transient error: no answer`],
  ],
  [
    'succeeded',
    succeeded(running(migration, NOW), LATER, { left: 0, total: 5 }),
    [
      `${RUNNING}, 5 objects verified migrated`,
      'Succeeded=True StorageVersionMigrationSucceeded 09: Migration completed',
    ],
  ],
  [
    'over',
    ended(succeeded(running(migration, NOW), NOW, { left: 0, total: 0 }), LATER),
    [
      'Succeeded=True StorageVersionMigrationSucceeded 00: Migration completed',
      'Running=False MigrationCompleted 09: Migration completed',
    ],
  ],
  ['failed before it began', failed(migration, NOW, 'no'), ['Failed=True StorageVersionMigrationFailed 00: no']],
  [
    'failed midway',
    failedAt(running(migration, NOW), LATER, { progress: { left: 1, total: 2 }, error: new Error('x'.repeat(9999)) }),
    [
      `${RUNNING}, 1/2 objects not yet migrated`,
      `Failed=True StorageVersionMigrationFailed 09: 1/2 not yet migrated. migration encountered unhandled error: ${'x'.repeat(4096)}`,
    ],
  ],
])('%s', (_, object, expected) => {
  expect(told(object)).toEqual(expected);
  expect(object.status?.resourceVersion).toBe('12');
  expect(migration.status).toEqual({ resourceVersion: '12' });
});
