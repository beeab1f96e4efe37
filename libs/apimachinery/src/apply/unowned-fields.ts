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

/** Steps from the root of a {@link FieldTree}; `*` stands for any one. */
export type FieldPattern = readonly string[];

/** The fields that a pattern leads to, with all that is in them; undefined when there is none. Without patterns all of them. */
export function withinPatterns(
  fields: FieldTree | undefined,
  patterns: readonly FieldPattern[] | undefined,
): FieldTree | undefined {
  if (!fields || !patterns || patterns.some((pattern) => pattern.length === 0)) return fields;
  const kept = Object.entries(fields).flatMap(([step, child]) => {
    const rest = patterns.filter(([first]) => first === '*' || first === step).map(([, ...further]) => further);
    const within = rest.length > 0 && step !== SELF ? withinPatterns(child, rest) : undefined;
    return within ? [[step, within] as const] : [];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** The fields without members of the root and all that is in them; undefined when none is left. */
export function withoutMembers(fields: FieldTree | undefined, members: readonly string[]): FieldTree | undefined {
  if (!fields || members.length === 0) return fields;
  const kept = Object.entries(fields).filter(([step]) => !members.includes(step.slice(2)));
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
