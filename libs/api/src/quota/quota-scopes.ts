import { selectorFromLabelSelector, type KubeObject } from '@kubets/apimachinery';
import type {
  PersistentVolumeClaim,
  Pod,
  PodAffinityTerm,
  ResourceQuotaSpec,
  ScopedResourceSelectorRequirement,
} from '@kubets/proto-gen/core/v1';
import { qosClassOf } from '../pod/qos-class';

/** Whether an object counts for a quota by the quota's scopes, all of which have to hold; those of other kinds than pods and claims have none. */
export const isInScopes = (
  { scopes = [], scopeSelector }: ResourceQuotaSpec,
  resource: string,
  object: KubeObject,
): boolean =>
  [
    ...scopes.map((scopeName): ScopedResourceSelectorRequirement => ({ scopeName, operator: 'Exists' })),
    ...(scopeSelector?.matchExpressions ?? []),
  ].every((requirement) => holds(requirement, resource, object));

function holds(requirement: ScopedResourceSelectorRequirement, resource: string, object: KubeObject): boolean {
  if (resource === 'pods') return holdsOfPod(requirement, object as Pod);
  return resource === 'persistentvolumeclaims' && holdsOfClaim(requirement, object as PersistentVolumeClaim);
}

/** Whether a pod ends by itself after a while. */
export const hasDeadline = ({ spec }: Pod): boolean => Number(spec?.activeDeadlineSeconds ?? -1) >= 0;

function holdsOfPod(requirement: ScopedResourceSelectorRequirement, pod: Pod): boolean {
  switch (requirement.scopeName) {
    case 'Terminating':
      return hasDeadline(pod);
    case 'NotTerminating':
      return !hasDeadline(pod);
    case 'BestEffort':
      return qosClassOf(pod) === 'BestEffort';
    case 'NotBestEffort':
      return qosClassOf(pod) !== 'BestEffort';
    case 'PriorityClass':
      return isSelected(requirement, pod.spec?.priorityClassName);
    case 'CrossNamespacePodAffinity':
      return affinityTerms(pod).some(crossesNamespaces);
    default:
      return false;
  }
}

const holdsOfClaim = (requirement: ScopedResourceSelectorRequirement, { spec }: PersistentVolumeClaim): boolean =>
  requirement.scopeName === 'VolumeAttributesClass' && isSelected(requirement, spec?.volumeAttributesClassName);

function isSelected({ scopeName = '', operator, values }: ScopedResourceSelectorRequirement, name = ''): boolean {
  const expression = { key: scopeName, ...(operator ? { operator } : {}), ...(values ? { values } : {}) };
  return selectorFromLabelSelector({ matchExpressions: [expression] }).matches(name ? { [scopeName]: name } : {});
}

/** Every term of a pod's affinity and anti-affinity to other pods. */
function affinityTerms({ spec }: Pod): PodAffinityTerm[] {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  return [podAffinity, podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).flatMap(
      ({ podAffinityTerm }) => podAffinityTerm ?? [],
    ),
  ]);
}

const crossesNamespaces = ({ namespaces, namespaceSelector }: PodAffinityTerm): boolean =>
  (namespaces ?? []).length > 0 || namespaceSelector !== undefined;
