import { selectorFromLabelSelector } from '@kubets/apimachinery';
import type { ClusterRole, PolicyRule } from '@kubets/proto-gen/rbac/v1';

/**
 * The rules in force of each ClusterRole by name. Those of an aggregated role are the ones of all roles that its
 * selectors match, which may be aggregated themselves, and may select each other; what its own `rules` say is only a
 * copy that a controller keeps.
 */
export function effectiveClusterRules(roles: readonly ClusterRole[]): Map<string, readonly PolicyRule[]> {
  const effective = new Map<string, readonly PolicyRule[]>(roles.map((role) => [nameOf(role), role.rules ?? []]));
  const reached = reachedRoles(roles);
  for (const [index, set] of reached) {
    effective.set(
      nameOf(roles[index]!),
      roles.flatMap((role, other) => (!reached.has(other) && has(set, other) ? (role.rules ?? []) : [])),
    );
  }
  return effective;
}

const nameOf = ({ metadata }: ClusterRole): string => metadata?.name ?? '';

/**
 * For each aggregated role, by its index, the set of roles that it reaches in any number of steps. Sets only grow, and
 * all are done when none does: that ends, and costs the same, however the roles select each other.
 */
function reachedRoles(roles: readonly ClusterRole[]): Map<number, Uint32Array> {
  const reached = new Map<number, Uint32Array>();
  roles.forEach((role, index) => {
    if (role.aggregationRule) reached.set(index, selectedRoles(role, roles));
  });
  for (let grows = true; grows;) {
    grows = false;
    for (const [index, set] of reached) {
      for (const [other, more] of reached) if (other !== index && has(set, other) && unite(set, more)) grows = true;
    }
  }
  return reached;
}

function selectedRoles({ aggregationRule }: ClusterRole, roles: readonly ClusterRole[]): Uint32Array {
  const selectors = (aggregationRule?.clusterRoleSelectors ?? []).map(selectorFromLabelSelector);
  const set = new Uint32Array(Math.ceil(roles.length / 32));
  roles.forEach(({ metadata }, index) => {
    if (selectors.some((selector) => selector.matches(metadata?.labels))) set[index >>> 5]! |= 1 << (index & 31);
  });
  return set;
}

/** Sets of indexes, one bit each. */
const has = (set: Uint32Array, index: number): boolean => (set[index >>> 5]! & (1 << (index & 31))) !== 0;

/** Adds `more` to `set`; whether that made it larger. */
function unite(set: Uint32Array, more: Uint32Array): boolean {
  let grows = false;
  for (let word = 0; word < set.length; word++) {
    const united = (set[word]! | more[word]!) >>> 0;
    if (united !== set[word]) grows = true;
    set[word] = united;
  }
  return grows;
}
