import { withoutTemplateHash } from '@kubets/api';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import type { PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { sameTemplate } from './replica-sets';
import { parseRevision, revisionOf, ROLLBACK_TO } from './revision';

export type Rollback =
  | { outcome: 'done'; template: PodTemplateSpec; revision: bigint }
  | { outcome: 'unchanged' | 'not-found'; revision: bigint };

/** The revision that an old client asked to roll back to (0: the one before); undefined when none was asked for. */
export function rollbackRequested(deployment: Deployment): bigint | undefined {
  const text = deployment.metadata?.annotations?.[ROLLBACK_TO];
  return text !== undefined && /^\d+$/.test(text) ? parseRevision(text) : undefined;
}

/** The template of a revision; 0 asks for the last one before the present. */
export function resolveRollback(deployment: Deployment, sets: readonly ReplicaSet[], requested: bigint): Rollback {
  const descending = [...new Set(sets.map(revisionOf))].sort((a, b) => (a < b ? 1 : -1));
  const revision = requested || descending[1] || 0n;
  const set = revision > 0 ? sets.find((candidate) => revisionOf(candidate) === revision) : undefined;
  if (!set) return { outcome: 'not-found', revision };
  if (sameTemplate(set.spec?.template, deployment.spec?.template)) return { outcome: 'unchanged', revision };
  return { outcome: 'done', revision, template: withoutTemplateHash(set.spec?.template) };
}
