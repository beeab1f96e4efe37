import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { newBadRequest } from '../errors/new-errors';
import { isBadRequest } from '../errors/status-error';
import { aggregateText } from '../validation/field-error';
import { assertSelectorLength } from './selector-length';
import { parseRequirements } from './label-selector-parser';
import {
  requirementMatcher,
  requirementText,
  validateRequirement,
  type LabelOperator,
  type LabelRequirement,
} from './label-requirement';

/** Decides by labels alone. */
export interface Selector {
  readonly requirements: readonly LabelRequirement[];
  matches(labels: Record<string, string> | undefined): boolean;
  /** The selector in the syntax of `kubectl -l`; empty when it selects everything. */
  toString(): string;
  /** True when it selects everything. */
  isEmpty(): boolean;
}

const NO_LABELS: Record<string, string> = {};

function createSelector(requirements: readonly LabelRequirement[]): Selector {
  const sorted = [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const matchers = sorted.map(requirementMatcher);
  return {
    requirements: sorted,
    matches: (labels) => matchers.every((matches) => matches(labels ?? NO_LABELS)),
    toString: () => sorted.map(requirementText).join(','),
    isEmpty: () => sorted.length === 0,
  };
}

/** Selects everything. */
export const EVERYTHING: Selector = createSelector([]);

/** Selects nothing; what an absent LabelSelector means. */
export const NOTHING: Selector = {
  requirements: [],
  matches: () => false,
  toString: () => '',
  isEmpty: () => false,
};

/**
 * Parses `app=web,tier in (a,b),!canary`.
 * @throws StatusError BadRequest with Kubernetes' words, and of a text that is too long to be matched with every object.
 */
export function parseLabelSelector(text: string): Selector {
  assertSelectorLength(text);
  const { requirements, error } = parseRequirements(text);
  if (error !== undefined) throw newBadRequest(error);
  const errors = requirements.flatMap(validateRequirement);
  if (errors.length > 0) throw newBadRequest(`unable to parse requirement: ${aggregateText(errors)}`);
  return createSelector(requirements);
}

/** Every pair has to be there; an empty or absent map selects everything. */
export function selectorFromSet(set: Record<string, string> | undefined): Selector {
  return createSelector(
    Object.keys(set ?? {}).map((key): LabelRequirement => ({ key, operator: '=', values: [set![key]!] })),
  );
}

/** What the operators of a LabelSelector's expressions are. */
export const LABEL_OPERATORS: ReadonlyMap<string | undefined, LabelOperator> = new Map<string, LabelOperator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/**
 * The selector of a spec: absent selects nothing, `{}` everything.
 * @throws StatusError BadRequest for an operator that does not exist; validated objects have none.
 */
export function selectorFromLabelSelector(selector: LabelSelector | undefined): Selector {
  if (selector === undefined) return NOTHING;
  const { matchLabels = {} } = selector;
  const requirements = Object.keys(matchLabels).map((key): LabelRequirement => ({
    key,
    operator: '=',
    values: [matchLabels[key]!],
  }));
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const known = LABEL_OPERATORS.get(operator);
    if (known === undefined) throw newBadRequest(`"${operator}" is not a valid label selector operator`);
    requirements.push({ key: key ?? '', operator: known, values: values ?? [] });
  }
  return createSelector(requirements);
}

const selectors = new WeakMap<LabelSelector, Selector>();

/**
 * The same for an object of many that are looked at together: what is no selector selects nothing, and keeps nobody from the
 * others. Made once for each object, which is taken to be as it was.
 */
export function selectorOrNothing(selector: LabelSelector | undefined): Selector {
  if (selector === undefined) return NOTHING;
  let made = selectors.get(selector);
  if (!made) selectors.set(selector, (made = madeOrNothing(selector)));
  return made;
}

function madeOrNothing(selector: LabelSelector): Selector {
  try {
    return selectorFromLabelSelector(selector);
  } catch (error) {
    if (isBadRequest(error)) return NOTHING;
    throw error;
  }
}

function expressionText(key: string, operator: string, values: readonly string[]): string {
  switch (operator) {
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return `${key} ${operator.toLowerCase()} (${[...values].sort().join(',')})`;
  }
}

/** A LabelSelector as kubectl prints it: `app=web,tier in (a,b)`; `<none>` when absent. */
export function formatLabelSelector(selector: LabelSelector | undefined): string {
  if (selector === undefined) return '<none>';
  const equal = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` }));
  const expressions = (selector.matchExpressions ?? []).map(({ key = '', operator = '', values = [] }) => ({
    key,
    text: expressionText(key, operator, values),
  }));
  const sorted = [...equal, ...expressions].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return sorted.length > 0 ? sorted.map((part) => part.text).join(',') : '<none>';
}

/** A map of labels as kubectl prints it: sorted `a=1,b=2`; `<none>` when empty. */
export function formatLabels(labels: Record<string, string> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length > 0 ? pairs.sort().join(',') : '<none>';
}
