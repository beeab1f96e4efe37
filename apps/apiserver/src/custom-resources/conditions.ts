import { rfc3339 } from '@kubets/apimachinery';
import type { CustomResourceDefinition, CustomResourceDefinitionCondition } from '@kubets/proto-gen/apiextensions/v1';

export type Condition = Required<Pick<CustomResourceDefinitionCondition, 'type' | 'status' | 'reason' | 'message'>>;

export const conditionOf = (
  { status }: CustomResourceDefinition,
  type: string,
): CustomResourceDefinitionCondition | undefined => status?.conditions?.find((one) => one.type === type);

export const isTrue = (definition: CustomResourceDefinition, type: string): boolean =>
  conditionOf(definition, type)?.status === 'True';

/** Sets a condition, in place; its time changes with its status. */
export function setCondition(definition: CustomResourceDefinition, condition: Condition, now: Date): void {
  const status = (definition.status ??= {});
  const conditions = (status.conditions ??= []);
  const existing = conditions.find(({ type }) => type === condition.type);
  const lastTransitionTime = rfc3339(now);
  if (!existing) conditions.push({ lastTransitionTime, ...condition });
  else Object.assign(existing, condition, existing.status === condition.status ? {} : { lastTransitionTime });
}

/** Whether both say the same, but for when. */
export const isSameCondition = (a: Condition, b: CustomResourceDefinitionCondition | undefined): boolean =>
  b !== undefined && a.status === b.status && a.reason === b.reason && a.message === b.message;
