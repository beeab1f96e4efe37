import type { Steps } from '../steps/steps';
import { SELF, subtractFields, type FieldTree } from './field-tree';

/**
 * Members of the metadata that the server itself keeps, so that nobody owns them.
 * @see https://github.com/kubernetes/kubernetes (managedfields/internal/stripmeta.go)
 */
export const SERVER_METADATA: readonly string[] = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
];

const SERVER_FIELDS: FieldTree = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': { [SELF]: {}, ...Object.fromEntries(SERVER_METADATA.map((name) => [`f:${name}`, {}])) },
};

/** The fields without those that are the server's, in steps; undefined when none is left. */
export const withoutServerFields = (fields: FieldTree | undefined): Steps<FieldTree | undefined> =>
  subtractFields(fields, SERVER_FIELDS);

/** The fields without members of the root and all that is in them; undefined when none is left. */
export function withoutMembers(fields: FieldTree | undefined, members: readonly string[]): FieldTree | undefined {
  if (!fields || members.length === 0) return fields;
  const kept = Object.entries(fields).filter(([step]) => !members.includes(step.slice(2)));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
