import { semanticEqual } from '@kubets/apimachinery';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from '@kubets/proto-gen/rbac/v1';
import { missingPermissions } from '../rbac/rule-covering';
import { AUTO_UPDATE } from './bootstrap-policy';

/** What to do about one default object: nothing, write it, or delete it first because its roleRef cannot be changed. */
export type Reconciled<T> =
  | { action: 'none' }
  | { action: 'create'; object: T }
  | { action: 'update'; object: T }
  | { action: 'recreate'; object: T };

/** Adds permissions that are missing; what an administrator added stays, and one who says `autoupdate: false` is left alone. */
export function reconcileRole<T extends Role | ClusterRole>(existing: T | undefined, wanted: T): Reconciled<T> {
  if (!existing) return { action: 'create', object: wanted };
  if (isOptedOut(existing)) return { action: 'none' };
  const missing = missingPermissions(existing.rules ?? [], wanted.rules ?? []);
  const aggregation = 'aggregationRule' in wanted ? wanted.aggregationRule : undefined;
  const object = {
    ...existing,
    metadata: {
      ...existing.metadata,
      labels: { ...existing.metadata?.labels, ...wanted.metadata?.labels },
      annotations: { ...existing.metadata?.annotations, ...wanted.metadata?.annotations },
    },
    rules: aggregation ? existing.rules : [...(existing.rules ?? []), ...missing],
    ...(aggregation && { aggregationRule: aggregation }),
  };
  return semanticEqual(object, existing) ? { action: 'none' } : { action: 'update', object };
}

/** Adds subjects that are missing. */
export function reconcileBinding<T extends RoleBinding | ClusterRoleBinding>(
  existing: T | undefined,
  wanted: T,
): Reconciled<T> {
  if (!existing) return { action: 'create', object: wanted };
  if (isOptedOut(existing)) return { action: 'none' };
  if (!semanticEqual(existing.roleRef, wanted.roleRef)) return { action: 'recreate', object: wanted };
  const missing = (wanted.subjects ?? []).filter(
    (subject) => !(existing.subjects ?? []).some((other) => semanticEqual(other, subject)),
  );
  return missing.length === 0
    ? { action: 'none' }
    : { action: 'update', object: { ...existing, subjects: [...(existing.subjects ?? []), ...missing] } };
}

const isOptedOut = ({ metadata }: Role | RoleBinding): boolean => metadata?.annotations?.[AUTO_UPDATE] === 'false';
