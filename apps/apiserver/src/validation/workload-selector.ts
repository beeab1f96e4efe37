import {
  fieldErrors,
  FieldPath,
  selectorFromLabelSelector,
  type FieldError,
  type Selector,
  type Steps,
} from '@kubets/apimachinery';
import { immutableField, sortedMap } from './field-checks';
import type { LabelSelector } from '@kubets/proto-gen/meta/v1';
import { selectsEverything, validateLabelSelector } from './label-selector';

/** What is said of a selector that selects everything, and, besides what is wrong in it, of one that is none. */
interface SelectorTexts {
  empty: string;
  invalid?: string;
}

const TEMPLATE = 'spec.template';

const OF_DEPLOYMENTS: SelectorTexts = {
  empty: 'empty selector is invalid for deployment',
  invalid: 'invalid label selector',
};

/**
 * A workload's selector: well formed, and narrower than everything. `selector` is absent when it is not well formed; with a text
 * for that, nothing is to be said of the template then.
 */
export function* validateWorkloadSelector(
  selector: LabelSelector | undefined,
  path: FieldPath,
  texts = OF_DEPLOYMENTS,
): Steps<{ errors: FieldError[]; selector: Selector | undefined }> {
  // One that is absent selects nothing, not even what the template makes.
  if (!selector) return { errors: [], selector: selectorFromLabelSelector(undefined) };
  const problems = yield* validateLabelSelector(selector, path);
  const empty = selectsEverything(selector);
  const errors = [...problems];
  if (empty) errors.push(fieldErrors.invalid(path, shownSelector(selector), texts.empty));
  if (problems.length > 0 && texts.invalid !== undefined)
    // What pods it is about nobody knows: of their template nothing is said.
    errors.push({
      ...fieldErrors.invalid(path, shownSelector(selector), texts.invalid),
      told: 'alone',
      toldAt: TEMPLATE,
    });
  return { errors, selector: problems.length === 0 ? selectorFromLabelSelector(selector) : undefined };
}

/** As Go writes one into an error: labels sorted, and before expressions. */
const shownSelector = ({ matchLabels, matchExpressions }: LabelSelector): LabelSelector => ({
  ...(matchLabels && { matchLabels: sortedMap(matchLabels)! }),
  ...(matchExpressions && { matchExpressions }),
});

interface Workload {
  spec?: { selector?: LabelSelector };
}

/** Which pods belong to a workload is said once. */
export const immutableSelector = ({ spec }: Workload, { spec: old }: Workload): FieldError[] =>
  immutableField(FieldPath.of('spec', 'selector'), spec?.selector, old?.selector).map((error) => ({
    ...error,
    // What is wrong with the whole comes before what has changed.
    toldAt: TEMPLATE,
  }));
