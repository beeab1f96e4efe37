import type { NodeSelectorRequirement, NodeSelectorTerm, PodSpec } from '@kubets/proto-gen/core/v1';
import { containing } from './label-requirement';

/** What selectors see of a node. */
export interface SelectableNode {
  name: string;
  labels: Readonly<Record<string, string>>;
}

type NodeMatcher = (node: SelectableNode) => boolean;

/** Decides by a term: all its requirements have to hold; one without any selects nothing. */
export function nodeSelectorTermMatcher({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm): NodeMatcher {
  if (matchExpressions.length === 0 && matchFields.length === 0) return () => false;
  const ofLabels = matchExpressions.map((requirement) => ({
    key: requirement.key ?? '',
    holds: requirementMatcher(requirement),
  }));
  const ofFields = matchFields.map((requirement) => ({
    isName: requirement.key === 'metadata.name',
    holds: requirementMatcher(requirement),
  }));
  return ({ name, labels }) =>
    ofLabels.every(({ key, holds }) => holds(labels[key])) &&
    ofFields.every(({ isName, holds }) => holds(isName ? name : undefined));
}

/** Whether any of the terms selects the node. */
export const matchesAnyTerm = (terms: readonly NodeSelectorTerm[], node: SelectableNode): boolean =>
  terms.some((term) => nodeSelectorTermMatcher(term)(node));

/**
 * A pod's nodeSelector and required node affinity together; undefined when it has neither.
 * https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
 */
export function requiredNodeMatcher(spec: PodSpec | undefined): NodeMatcher | undefined {
  const labels = Object.entries(spec?.nodeSelector ?? {});
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (labels.length === 0 && !required) return undefined;
  const terms = required && (required.nodeSelectorTerms ?? []).map(nodeSelectorTermMatcher);
  return (node) =>
    labels.every(([key, value]) => node.labels[key] === value) && (!terms || terms.some((matches) => matches(node)));
}

function requirementMatcher({
  operator,
  values = [],
}: NodeSelectorRequirement): (value: string | undefined) => boolean {
  const isOneOf = containing(values);
  switch (operator) {
    case 'In':
      return (value) => value !== undefined && isOneOf(value);
    case 'NotIn':
      return (value) => value === undefined || !isOneOf(value);
    case 'Exists':
      return (value) => value !== undefined;
    case 'DoesNotExist':
      return (value) => value === undefined;
    case 'Gt':
      return (value) => compare(value, values[0]) > 0;
    case 'Lt':
      return (value) => compare(value, values[0]) < 0;
    default:
      return () => false;
  }
}

const INTEGER = /^[-+]?\d{1,19}$/;

/** NaN, which is neither greater nor less, unless both are integers. */
function compare(value: string | undefined, bound: string | undefined): number {
  return value !== undefined && bound !== undefined && INTEGER.test(value) && INTEGER.test(bound)
    ? Number(value) - Number(bound)
    : NaN;
}
