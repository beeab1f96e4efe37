import { selectorFromLabelSelector } from '@kubets/apimachinery';
import type { ClusterRole, PolicyRule } from '@kubets/proto-gen/rbac/v1';

/**
 * The rules in force of each ClusterRole by name. Those of an aggregated role are the ones of all roles that its
 * selectors match, which may be aggregated themselves; what its own `rules` say is only a copy that a controller keeps.
 */
export function effectiveClusterRules(roles: readonly ClusterRole[]): Map<string, PolicyRule[]> {
  const effective = new Map<string, PolicyRule[]>();

  function resolve(role: ClusterRole, visiting: ReadonlySet<string>): PolicyRule[] {
    const name = role.metadata?.name ?? '';
    const known = effective.get(name);
    if (known) return known;
    if (!role.aggregationRule) return role.rules ?? [];
    const selectors = (role.aggregationRule.clusterRoleSelectors ?? []).map(selectorFromLabelSelector);
    const inside = new Set([...visiting, name]);
    return roles
      .filter((other) => !inside.has(other.metadata?.name ?? '') && selectors.some((selector) => selector.matches(other.metadata?.labels)))
      .flatMap((other) => resolve(other, inside));
  }

  for (const role of roles) effective.set(role.metadata?.name ?? '', resolve(role, new Set()));
  return effective;
}
