import type { CustomResourceDefinition } from '@kubets/proto-gen/apiextensions/v1';
import { migrated, migrating } from './definition-status';

const NOW = new Date('2026-01-01T00:00:00Z');
const definition = (generation: number): CustomResourceDefinition => ({
  metadata: { name: 'doors.example.com', generation },
  spec: { versions: [{ name: 'v1' }, { name: 'v2', storage: true }] },
  status: { conditions: [{ type: 'Established', status: 'True' }], storedVersions: ['v1', 'v2'] },
});

test('a migration is told of beside what else is', () => {
  const status = migrating(definition(2), 'm', NOW);
  expect(status.conditions).toEqual([
    { type: 'Established', status: 'True' },
    {
      type: 'StorageMigrating',
      status: 'True',
      reason: 'MigrationRunning',
      message: 'Migration m is running',
      lastTransitionTime: '2026-01-01T00:00:00Z',
      observedGeneration: 2,
    },
  ]);
  expect(status.storedVersions).toEqual(['v1', 'v2']);
});

test.each([
  [
    'succeeded',
    true,
    2,
    'MigrationSucceeded',
    'The migration has succeeded and the stored versions have been updated',
    ['v2'],
  ],
  [
    'succeeded beside a change of the definition',
    true,
    3,
    'MigrationSucceeded',
    'The migration has succeeded but the stored versions have not been updated due to a generation mismatch',
    ['v1', 'v2'],
  ],
  ['failed', false, 2, 'MigrationFailed', 'The migration has failed', ['v1', 'v2']],
])('one that has %s', (_, hasSucceeded, generation, reason, message, storedVersions) => {
  const begun = { ...definition(generation), status: migrating(definition(2), 'm', NOW) };
  const status = migrated(begun, hasSucceeded, NOW);
  expect(status.storedVersions).toEqual(storedVersions);
  expect(status.conditions?.[1]).toMatchObject({ status: 'False', reason, message, observedGeneration: generation });
});
