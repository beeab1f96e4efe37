import {
  requirementMatcher,
  type FieldRequirement,
  type KubeObject,
  type LabelRequirement,
} from '@kubets/apimachinery';

/** One requirement of a selector as an index answers it: by what an object has in one respect. */
export interface Condition {
  /** The respect: conditions of one resource for which it is the same read the same. */
  of: unknown;
  /** Undefined where the object has nothing of the kind. */
  read(object: KubeObject): string | undefined;
  holds(value: string | undefined): boolean;
  /** Where only objects with one of these values meet it. */
  oneOf?: readonly string[];
}

const labelsOf = ({ metadata }: KubeObject): Record<string, string> => metadata?.labels ?? {};

export function labelCondition(requirement: LabelRequirement): Condition {
  const { key, operator, values } = requirement;
  const matches = requirementMatcher(requirement);
  return {
    of: `label ${key}`,
    read: (object) => (Object.hasOwn(labelsOf(object), key) ? labelsOf(object)[key] : undefined),
    holds: (value) => matches(value === undefined ? {} : { [key]: value }),
    ...(['in', '=', '=='].includes(operator) ? { oneOf: [...new Set(values)] } : {}),
  };
}

export function fieldCondition(
  { operator, value: wanted }: FieldRequirement,
  read: (object: KubeObject) => string,
): Condition {
  return {
    of: read,
    read,
    holds: (value = '') => (value === wanted) === (operator === '='),
    ...(operator === '=' ? { oneOf: [wanted] } : {}),
  };
}
