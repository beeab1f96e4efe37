import {
  fieldErrors,
  isLabelValue,
  isQualifiedName,
  LABEL_OPERATORS,
  parseFieldSelector,
  parseLabelSelector,
  validateRequirement,
  type FieldError,
  type FieldPath,
  type FieldRequirement,
  type LabelRequirement,
} from '@kubets/apimachinery';
import type { FieldSelectorAttributes, LabelSelectorAttributes } from '@kubets/proto-gen/authorization/v1';

type Requirement = NonNullable<FieldSelectorAttributes['requirements']>[number];

/** All that is wrong with a review's selector of fields: it is either a text or requirements. */
export const fieldSelectorErrors = (selector: FieldSelectorAttributes | undefined, path: FieldPath): FieldError[] =>
  selectorErrors(selector, path, (requirement, at) => [
    ...(requirement.key ? [] : [fieldErrors.required(at.child('key'), 'must be specified')]),
    ...operatorErrors(requirement, at),
  ]);

/** The same of labels, which have to be some. */
export const labelSelectorErrors = (selector: LabelSelectorAttributes | undefined, path: FieldPath): FieldError[] =>
  selectorErrors(selector, path, (requirement, at) => {
    const { key = '', values = [] } = requirement;
    return [
      ...operatorErrors(requirement, at),
      ...isQualifiedName(key).map((text) => fieldErrors.invalid(at.child('key'), key, text)),
      ...values.flatMap((value, index) =>
        isLabelValue(value).map((text) => fieldErrors.invalid(at.child('values').index(index), value, text)),
      ),
    ];
  });

function selectorErrors(
  selector: FieldSelectorAttributes | LabelSelectorAttributes | undefined,
  path: FieldPath,
  errorsOf: (requirement: Requirement, at: FieldPath) => FieldError[],
): FieldError[] {
  if (!selector) return [];
  const { rawSelector = '', requirements = [] } = selector;
  const errors: FieldError[] = [];
  if (rawSelector && requirements.length > 0)
    errors.push(
      fieldErrors.invalid(path.child('rawSelector'), rawSelector, 'may not specified at the same time as requirements'),
    );
  if (!rawSelector && requirements.length === 0)
    errors.push(
      fieldErrors.required(
        path.child('requirements'),
        `when ${path} is specified, requirements or rawSelector is required`,
      ),
    );
  return [
    ...errors,
    ...requirements.flatMap((requirement, index) => errorsOf(requirement, path.child('requirements').index(index))),
  ];
}

/** An operator that is unknown may be one of a later version. */
function operatorErrors({ operator, values = [] }: Requirement, at: FieldPath): FieldError[] {
  const path = at.child('values');
  if ((operator === 'In' || operator === 'NotIn') && values.length === 0)
    return [fieldErrors.required(path, "must be specified when `operator` is 'In' or 'NotIn'")];
  if ((operator === 'Exists' || operator === 'DoesNotExist') && values.length > 0)
    return [fieldErrors.forbidden(path, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
  return [];
}

/** What could be read of a selector: all requirements hold together, so what is left without one is more than is meant, never less. */
export interface ReadSelector<Requirement> {
  requirements: Requirement[];
  /** Some of it, or all, was not understood. */
  isPartial: boolean;
}

/** What a review says of fields, as authorization knows it. */
export const fieldRequirementsOf = (selector: FieldSelectorAttributes = {}): ReadSelector<FieldRequirement> =>
  readSelector(selector, (text) => parseFieldSelector(text).requirements, fieldRequirement);

function fieldRequirement({ key: field = '', operator, values = [] }: Requirement): FieldRequirement | undefined {
  const [value] = values;
  if (values.length !== 1 || value === undefined) return undefined;
  if (operator === 'In') return { field, operator: '=', value };
  return operator === 'NotIn' ? { field, operator: '!=', value } : undefined;
}

/** The same of labels, which no authorizer here looks at. */
export const labelRequirementsOf = (selector: LabelSelectorAttributes = {}): ReadSelector<LabelRequirement> =>
  readSelector(selector, (text) => parseLabelSelector(text).requirements, labelRequirement);

function labelRequirement({ key = '', operator = '', values = [] }: Requirement): LabelRequirement | undefined {
  const known = LABEL_OPERATORS.get(operator);
  const requirement = known && { key, operator: known, values };
  return requirement && validateRequirement(requirement).length === 0 ? requirement : undefined;
}

function readSelector<Read>(
  { rawSelector, requirements = [] }: FieldSelectorAttributes | LabelSelectorAttributes,
  parse: (text: string) => readonly Read[],
  read: (requirement: Requirement) => Read | undefined,
): ReadSelector<Read> {
  if (!rawSelector) {
    const known = requirements.map(read).filter((one) => one !== undefined);
    return { requirements: known, isPartial: known.length < requirements.length };
  }
  try {
    return { requirements: [...parse(rawSelector)], isPartial: false };
  } catch {
    return { requirements: [], isPartial: true };
  }
}
