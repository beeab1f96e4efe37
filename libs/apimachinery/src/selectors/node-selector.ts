import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '@kubets/proto-gen/core/v1';

/** What selectors see of a node. */
export interface SelectableNode {
  name: string;
  labels: Readonly<Record<string, string>>;
}

/** All requirements of a term have to hold; a term without any selects nothing. */
export function nodeSelectorTermMatches({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, { name, labels }: SelectableNode): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => requirementMatches(requirement, labels[requirement.key ?? ''])) &&
    matchFields.every((requirement) => requirementMatches(requirement, requirement.key === 'metadata.name' ? name : undefined))
  );
}

/**
 * A pod's nodeSelector and required node affinity together; undefined when it has neither.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export function requiredNodeMatcher(spec: PodSpec | undefined): ((node: SelectableNode) => boolean) | undefined {
  const labels = Object.entries(spec?.nodeSelector ?? {});
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (labels.length === 0 && !required) return undefined;
  return (node) =>
    labels.every(([key, value]) => node.labels[key] === value) &&
    (!required || (required.nodeSelectorTerms ?? []).some((term) => nodeSelectorTermMatches(term, node)));
}

function requirementMatches({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return compare(value, values[0]) > 0;
    case 'Lt':
      return compare(value, values[0]) < 0;
    default:
      return false;
  }
}

const INTEGER = /^[-+]?\d+$/;

/** NaN, which is neither greater nor less, unless both are integers. */
function compare(value: string | undefined, bound: string | undefined): number {
  return value !== undefined && bound !== undefined && INTEGER.test(value) && INTEGER.test(bound) ? Number(value) - Number(bound) : NaN;
}
