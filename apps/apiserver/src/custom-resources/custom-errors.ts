import {
  FieldPath,
  fieldErrors,
  type FieldError,
  type JsonObject,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import type { CustomResourceSubresourceScale } from '@kubets/proto-gen/apiextensions/v1';
import { hasRules } from '../custom-rules/compiled-rules';
import { ruleErrors } from '../custom-rules/rule-errors';
import { schemaErrors } from '../structural/check-value';
import { Correlated } from '../structural/correlated';
import { embeddedErrors } from '../structural/embedded-metadata';
import { listTypeErrors } from '../structural/list-types';
import { propertyOf, reaches, type SchemaNode } from '../structural/schema-node';
import { scaleErrors } from './custom-scale';

/** What a version's objects have to be like. */
export interface CustomRules {
  schema: SchemaNode;
  scale?: CustomResourceSubresourceScale | undefined;
  /** What is wrong with the metadata. */
  known?: readonly FieldError[] | undefined;
  /** Told of what rules say of values that have not changed, which are let pass. */
  warn?: ((warning: string) => void) | undefined;
}

/** As long as these are there, rules that look at several values together would say what makes no sense. */
const BLOCKING: ReadonlySet<FieldError['type']> = new Set([
  'notSupported',
  'required',
  'tooLong',
  'tooMany',
  'typeInvalid',
]);

const UNCHECKED =
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

const withStatus = (object: KubeObject): JsonObject & { status?: unknown } => object as JsonObject;

/** In steps: what is wrong with a new object, besides its metadata. */
export function* newErrors(object: KubeObject, { schema, scale, known = [] }: CustomRules): Steps<FieldError[]> {
  const errors = yield* schemaErrors(object, schema);
  if (scale) errors.push(...scaleErrors(object, scale, 'all'));
  errors.push(...(yield* embeddedErrors(object, schema)));
  errors.push(...(yield* listTypeErrors(object as JsonObject, schema)));
  errors.push(...(yield* errorsOfRules([...known, ...errors], object, schema)));
  return errors;
}

/** In steps: what is wrong with a changed object; what was so before and has not changed is let pass. */
export function* changeErrors(
  object: KubeObject,
  old: KubeObject,
  { schema, scale, known = [], warn }: CustomRules,
): Steps<FieldError[]> {
  const before = new Correlated(object, old, schema);
  const errors = yield* schemaErrors(object, schema, { before });
  if (scale) errors.push(...scaleErrors(object, scale, 'all'));
  errors.push(...(yield* embeddedErrors(object, schema)));
  errors.push(...(yield* changedListErrors(object, old, schema)));
  errors.push(...(yield* errorsOfRules([...known, ...errors], object, schema, { old, warn })));
  return errors;
}

/** In steps: what is wrong with an object whose status was written. */
export function* statusErrors(
  object: KubeObject,
  old: KubeObject,
  { schema, scale, known = [], warn }: CustomRules,
): Steps<FieldError[]> {
  const errors: FieldError[] = [];
  const { status } = withStatus(object);
  const ofStatus = propertyOf(schema, 'status');
  if (status !== undefined && ofStatus) {
    const before = new Correlated(status, withStatus(old).status, ofStatus);
    errors.push(...(yield* schemaErrors(status, ofStatus, { base: 'status', before })));
  }
  if (scale) errors.push(...scaleErrors(object, scale, 'status'));
  errors.push(...(yield* changedListErrors(object, old, schema)));
  errors.push(...(yield* errorsOfRules([...known, ...errors], object, schema, { old, warn })));
  return errors;
}

function* changedListErrors(object: KubeObject, old: KubeObject, schema: SchemaNode): Steps<FieldError[]> {
  const errors = yield* listTypeErrors(object as JsonObject, schema);
  if (errors.length === 0) return errors;
  return (yield* listTypeErrors(old as JsonObject, schema)).length > 0 ? [] : errors;
}

/** What the schema's expressions say, where nothing `known` keeps them from making sense. */
function* errorsOfRules(
  known: readonly FieldError[],
  object: KubeObject,
  schema: SchemaNode,
  change?: { old: KubeObject; warn: CustomRules['warn'] },
): Steps<FieldError[]> {
  if (!reaches(schema, hasRules)) return [];
  if (known.some(({ type }) => BLOCKING.has(type))) return [fieldErrors.invalid(FieldPath.of(''), null, UNCHECKED)];
  return yield* ruleErrors(object as JsonObject, schema, change && { ...change, old: change.old as JsonObject });
}
