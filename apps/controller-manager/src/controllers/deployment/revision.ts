import { ANNOTATIONS } from '@kubets/api';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { isInt64 } from '@kubets/proto-gen/int64';
import { desiredReplicas, rolloutLimits } from './rollout-limits';

export const REVISION = ANNOTATIONS.deploymentRevision;
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

/** Annotations of a Deployment that mean something else, or nothing, on its ReplicaSets. */
const NOT_COPIED = new Set([
  ANNOTATIONS.lastAppliedConfiguration,
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  ROLLBACK_TO,
]);

const HISTORY_MAX_CHARS = 2000;

type Annotations = Record<string, string>;

/** A revision is a 64-bit integer in decimal; undefined for any other text. */
export function parseRevision(text: string): bigint | undefined {
  if (!/^[+-]?\d{1,30}$/.test(text)) return undefined;
  const revision = BigInt(text.replace('+', ''));
  return isInt64(revision) ? revision : undefined;
}

/** The revision of an object; 0 when it has none or no number. */
export function revisionOf(object: { metadata?: { annotations?: Annotations } }): bigint {
  return parseRevision(object.metadata?.annotations?.[REVISION] ?? '') ?? 0n;
}

/** A number that a ReplicaSet carries in an annotation; undefined when it is not there. */
export function countAnnotation(set: ReplicaSet, annotation: string): number | undefined {
  const text = set.metadata?.annotations?.[annotation];
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** The sizes that the set's share is computed from when the Deployment is scaled in the middle of a rollout. */
export const sizeAnnotations = (deployment: Deployment): Annotations => ({
  [DESIRED_REPLICAS]: String(desiredReplicas(deployment)),
  [MAX_REPLICAS]: String(desiredReplicas(deployment) + rolloutLimits(deployment).maxSurge),
});

/** Appends a revision to a comma-separated history, dropping the oldest when it grows too long. */
export function appendHistory(history: string | undefined, revision: string, maxChars = HISTORY_MAX_CHARS): string {
  if (!history) return revision;
  const all = `${history},${revision}`;
  if (all.length <= maxChars) return all;
  // The first revision that begins where no more than the rest fits; users may write a history of any length.
  const comma = all.indexOf(',', all.length - maxChars - 1);
  return all.slice(Math.min(comma < 0 ? Infinity : comma + 1, all.length - revision.length));
}

/** The annotations of the new ReplicaSet at a revision. A set that comes back remembers the revisions it had before. */
export function newSetAnnotations(
  deployment: Deployment,
  current: Annotations | undefined,
  revision: bigint,
): Annotations {
  const annotations: Annotations = { ...current };
  for (const [key, value] of Object.entries(deployment.metadata?.annotations ?? {})) {
    if (!NOT_COPIED.has(key)) annotations[key] = value;
  }
  const previous = annotations[REVISION];
  // One that is no number was written by somebody else, and is left to them.
  const known = previous ? parseRevision(previous) : 0n;
  if (known !== undefined && known < revision) {
    annotations[REVISION] = String(revision);
    if (previous) annotations[REVISION_HISTORY] = appendHistory(annotations[REVISION_HISTORY], previous);
  }
  return annotations;
}
