import { findCondition, withoutCondition } from '@kubets/api';
import { rfc3339 } from '@kubets/apimachinery';
import type { CustomResourceDefinition, CustomResourceDefinitionStatus } from '@kubets/proto-gen/apiextensions/v1';

const MIGRATING = 'StorageMigrating';

type Told = { status: 'True' | 'False'; reason: string; message: string };

function telling(
  { metadata, status }: CustomResourceDefinition,
  told: Told,
  now: Date,
): CustomResourceDefinitionStatus {
  const { conditions } = status ?? {};
  const condition = {
    type: MIGRATING,
    ...told,
    lastTransitionTime: rfc3339(now),
    observedGeneration: metadata?.generation,
  };
  return { ...status, conditions: [...withoutCondition(conditions, MIGRATING), condition] };
}

/** While objects of the kind are migrated. */
export const migrating = (
  definition: CustomResourceDefinition,
  migration: string,
  now: Date,
): CustomResourceDefinitionStatus =>
  telling(
    definition,
    { status: 'True', reason: 'MigrationRunning', message: `Migration ${migration} is running` },
    now,
  );

/**
 * Nothing is stored in other versions than the present one after a migration that has succeeded, if the definition is still
 * the one that it began with.
 */
export function migrated(
  definition: CustomResourceDefinition,
  hasSucceeded: boolean,
  now: Date,
): CustomResourceDefinitionStatus {
  if (!hasSucceeded)
    return telling(
      definition,
      { status: 'False', reason: 'MigrationFailed', message: 'The migration has failed' },
      now,
    );
  const begun = findCondition(definition.status?.conditions, MIGRATING)?.observedGeneration;
  const isSame = begun !== undefined && String(begun) === String(definition.metadata?.generation);
  const message = `The migration has succeeded ${
    isSame
      ? 'and the stored versions have been updated'
      : 'but the stored versions have not been updated due to a generation mismatch'
  }`;
  const status = telling(definition, { status: 'False', reason: 'MigrationSucceeded', message }, now);
  const stored = definition.spec?.versions?.find(({ storage }) => storage)?.name;
  return isSame && stored ? { ...status, storedVersions: [stored] } : status;
}
