import { ANNOTATIONS } from '@kubets/api';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { desiredReplicas, rolloutLimits } from './rollout-limits';

export const REVISION = 'deployment.kubernetes.io/revision';
export const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';
export const ROLLBACK_TO = 'deprecated.deployment.rollback.to';

/** Annotations of a Deployment that mean something else, or nothing, on its ReplicaSets. */
const NOT_COPIED = new Set([ANNOTATIONS.lastAppliedConfiguration, REVISION, REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS, ROLLBACK_TO]);

const HISTORY_MAX_CHARS = 2000;

type Annotations = Record<string, string>;

/** The revision of an object; 0 when it has none or no number. */
export function revisionOf(object: { metadata?: { annotations?: Annotations } }): number {
  const revision = Number(object.metadata?.annotations?.[REVISION] ?? '0');
  return Number.isSafeInteger(revision) ? revision : 0;
}

export const maxRevision = (sets: readonly ReplicaSet[]): number => Math.max(0, ...sets.map(revisionOf));

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
  const revisions = [...history.split(','), revision];
  while (revisions.length > 1 && revisions.join(',').length > maxChars) revisions.shift();
  return revisions.join(',');
}

/** The annotations of the new ReplicaSet at a revision. A set that comes back remembers the revisions it had before. */
export function newSetAnnotations(deployment: Deployment, current: Annotations | undefined, revision: number): Annotations {
  const annotations: Annotations = { ...current };
  for (const [key, value] of Object.entries(deployment.metadata?.annotations ?? {})) {
    if (!NOT_COPIED.has(key)) annotations[key] = value;
  }
  const previous = annotations[REVISION];
  if (Number(previous ?? 0) < revision) {
    annotations[REVISION] = String(revision);
    if (previous !== undefined) annotations[REVISION_HISTORY] = appendHistory(annotations[REVISION_HISTORY], previous);
  }
  return annotations;
}
