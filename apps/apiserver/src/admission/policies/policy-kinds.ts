import type { ResourceKey } from '../../registry/object-reader';

const GROUP = 'admissionregistration.k8s.io';
export const POLICIES: ResourceKey = { group: GROUP, plural: 'validatingadmissionpolicies' };
export const BINDINGS: ResourceKey = { group: GROUP, plural: 'validatingadmissionpolicybindings' };
export const MUTATING_POLICIES: ResourceKey = { group: GROUP, plural: 'mutatingadmissionpolicies' };
export const MUTATING_BINDINGS: ResourceKey = { group: GROUP, plural: 'mutatingadmissionpolicybindings' };
