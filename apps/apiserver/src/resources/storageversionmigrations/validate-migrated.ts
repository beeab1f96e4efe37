import {
  FIELD_IMMUTABLE,
  fieldErrors,
  FieldPath,
  isDns1035Label,
  isDns1123Subdomain,
  type FieldError,
} from '@kubets/apimachinery';
import type { StorageVersionMigration } from '@kubets/proto-gen/storagemigration/v1';

const SPEC = FieldPath.of('spec');
const RESOURCE = SPEC.child('resource');

const resourceOf = ({ spec }: StorageVersionMigration): { group: string; resource: string } => ({
  group: spec?.resource?.group ?? '',
  resource: spec?.resource?.resource ?? '',
});

/** All that is wrong with a value is one error. */
function named(path: FieldPath, value: string, problems: readonly string[]): FieldError[] {
  return problems.length > 0 ? [fieldErrors.invalid(path, value, problems.join(','))] : [];
}

/** Which resource is meant; whether there is one is found out by the migration. */
export function validateMigrated(migration: StorageVersionMigration): FieldError[] {
  const { group, resource } = resourceOf(migration);
  const path = RESOURCE.child('resource');
  return [
    ...(resource === ''
      ? [fieldErrors.required(path, 'resource is required to be set')]
      : named(path, resource, isDns1035Label(resource))),
    ...(group === '' ? [] : named(RESOURCE.child('group'), group, isDns1123Subdomain(group))),
  ];
}

export function validateMigratedStays(migration: StorageVersionMigration, old: StorageVersionMigration): FieldError[] {
  const [now, before] = [resourceOf(migration), resourceOf(old)];
  if (now.group === before.group && now.resource === before.resource) return [];
  // Kubernetes' own struct, of which only the inner one has names of JSON.
  return [fieldErrors.invalid(SPEC, { Resource: now }, FIELD_IMMUTABLE)];
}
