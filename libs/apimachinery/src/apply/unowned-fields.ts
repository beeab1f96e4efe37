import type { Steps } from '../steps/steps';
import { SELF, subtractFields, type FieldTree } from './field-tree';

/** What the server itself keeps, no applier owns. @see https://github.com/kubernetes/kubernetes (managedfields/internal/stripmeta.go) */
const SERVER_FIELDS: FieldTree = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    [SELF]: {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:clusterName': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
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
