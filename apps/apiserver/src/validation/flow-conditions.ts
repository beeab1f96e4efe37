import { fieldErrors, FieldPath, type FieldError } from '@kubets/apimachinery';
import type { FlowSchemaCondition } from '@kubets/proto-gen/flowcontrol/v1';

/** What is wrong with conditions of the status of a schema or a level. */
export function conditionErrors(conditions: readonly FlowSchemaCondition[] = []): FieldError[] {
  const path = FieldPath.of('status').child('conditions');
  const seen = new Set<string>();
  return conditions.flatMap(({ type = '' }, index) => {
    const doubled = seen.has(type) ? [fieldErrors.duplicate(path.index(index).child('type'), type)] : [];
    seen.add(type);
    return [...(type === '' ? [fieldErrors.required(path.index(index).child('type'))] : []), ...doubled];
  });
}
