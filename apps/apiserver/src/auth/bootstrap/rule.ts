import type { PolicyRule } from '@kubets/proto-gen/rbac/v1';

export const READ = ['get', 'list', 'watch'];
export const FOLLOW = ['list', 'watch'];
export const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];

/** A rule about resources of a group, or of several; '' is the core group. */
export function rule(
  group: string | string[],
  resources: string[],
  verbs: string[],
  resourceNames?: string[],
): PolicyRule {
  return { verbs, apiGroups: [group].flat(), resources, ...(resourceNames && { resourceNames }) };
}

export function urlRule(nonResourceURLs: string[], verbs: string[] = ['get']): PolicyRule {
  return { verbs, nonResourceURLs };
}

/** Events of components are created, and counted up by patches. */
export const eventRules: PolicyRule[] = [rule(['', 'events.k8s.io'], ['events'], ['create', 'patch', 'update'])];

/** A leader-elected component holds one lease of its own in kube-system. */
export function leaseRules(leaseName: string): PolicyRule[] {
  // A name cannot be matched on create, as it is in the body only.
  return [
    rule('coordination.k8s.io', ['leases'], ['create']),
    rule('coordination.k8s.io', ['leases'], ['get', 'update'], [leaseName]),
  ];
}
