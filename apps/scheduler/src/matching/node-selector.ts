import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '@kubets/proto-gen/core/v1';
import type { NodeInfo } from '../cache/node-info';

const integer = /^[-+]?\d+$/;

function compare(value: string | undefined, bound: string | undefined): number {
  return value !== undefined && bound !== undefined && integer.test(value) && integer.test(bound) ? Number(value) - Number(bound) : NaN;
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

/** All requirements of a term have to hold; a term without any selects nothing. */
export function nodeSelectorTermMatches({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: NodeInfo): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => requirementMatches(requirement, node.labels[requirement.key ?? ''])) &&
    matchFields.every((requirement) => requirementMatches(requirement, requirement.key === 'metadata.name' ? node.name : undefined))
  );
}

/** nodeSelector and required node affinity together; undefined when the pod has neither. */
export function requiredNodeMatcher(spec: PodSpec | undefined): ((node: NodeInfo) => boolean) | undefined {
  const labels = Object.entries(spec?.nodeSelector ?? {});
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (labels.length === 0 && !required) return undefined;
  return (node) =>
    labels.every(([key, value]) => node.labels[key] === value) &&
    (!required || (required.nodeSelectorTerms ?? []).some((term) => nodeSelectorTermMatches(term, node)));
}
