import {
  declaredLast,
  isDns1123Subdomain,
  mergeByPlace,
  newInvalid,
  settleSteps,
  objectMetaErrors,
  validateObjectMetaUpdate,
  validationSteps,
  type FieldError,
  type KubeObject,
  type Steps,
} from '@kubets/apimachinery';
import {
  schemaOf,
  type ResourceDefinition,
  type ServedVersion,
  type StatusStrategy,
  type StrategyContext,
} from '../registry/resource';
import { storageVersionOf } from './request-scope';
import type { RequestContext, Target } from './request';

/** What is validated, and in which version it came. */
type Validated = Pick<Target, 'definition' | 'version'>;

/** In steps. @throws StatusError 422 with all errors of a new object. */
export function* validateNew(
  request: Validated & Pick<RequestContext, 'warn'>,
  object: KubeObject,
  strategy: StrategyContext,
): Steps<void> {
  const { definition, version } = request;
  const metadata = yield* metadataErrors(definition, object, version.validateNewName);
  yield;
  const errors = yield* errorsOfNew(request, object, { ...strategy, metadataErrors: metadata });
  refuse(definition, object, definition.metadataLast && errors.length > 0 ? [] : metadata, errors);
  yield* warn(request, definition.warnings?.(object, undefined));
}

/** In steps. @throws StatusError 422 with all errors of a changed object. */
export function* validateChanged(
  request: Validated & Pick<RequestContext, 'warn'>,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
): Steps<void> {
  const { definition } = request;
  const change = validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {});
  const metadata = yield* metadataErrors(definition, object);
  yield;
  const known = { ...strategy, metadataErrors: [...change, ...metadata] };
  refuse(definition, object, change, metadata, yield* errorsOfChanged(request, object, old, known));
  yield* warn(request, definition.warnings?.(object, old));
}

export interface ChangedStatus {
  object: KubeObject;
  old: KubeObject;
  /** The subresource by which it changes. */
  part: StatusStrategy<KubeObject>;
  strategy: StrategyContext;
}

/** In steps. @throws StatusError 422 for a change through a subresource of the status. */
export function* validateStatus(
  definition: ResourceDefinition,
  { object, old, part, strategy }: ChangedStatus,
): Steps<void> {
  const change = validateObjectMetaUpdate(object.metadata ?? {}, old.metadata ?? {});
  const errors = part.validateUpdate?.(object, old, strategy) ?? [];
  if (part.changeErrors)
    errors.push(...(yield* part.changeErrors(object, old, { ...strategy, metadataErrors: change })));
  yield;
  refuse(definition, object, change, yield* withSchemaErrors(definition, object, errors, old));
}

/** All errors of a new object outside its metadata: the schema's and the kind's own; in steps. */
export function* errorsOfNew(
  { definition, version }: Validated,
  object: KubeObject,
  strategy: StrategyContext,
): Steps<FieldError[]> {
  const ofNew = yield* settleSteps(definition.validateCreate?.(object, strategy) ?? []);
  yield;
  const inVersion = yield* settleSteps(version.validateCreate?.(object, strategy) ?? []);
  yield;
  const always = yield* settleSteps(definition.validate?.(object, strategy) ?? []);
  yield;
  return yield* withSchemaErrors(definition, object, ofNew.concat(inVersion, always));
}

/** The same of a changed object. */
export function* errorsOfChanged(
  { definition, version }: Validated,
  object: KubeObject,
  old: KubeObject,
  strategy: StrategyContext,
): Steps<FieldError[]> {
  const always = yield* settleSteps(definition.validate?.(object, strategy) ?? []);
  yield;
  const ofChange = yield* settleSteps(definition.validateUpdate?.(object, old, strategy) ?? []);
  yield;
  const inVersion = yield* settleSteps(version.validateUpdate?.(object, old, strategy) ?? []);
  yield;
  return yield* withSchemaErrors(definition, object, always.concat(ofChange, inVersion), old);
}

function* withSchemaErrors(
  definition: ResourceDefinition,
  object: KubeObject,
  errors: FieldError[],
  old?: KubeObject,
): Steps<FieldError[]> {
  const message = schemaOf(storageVersionOf(definition));
  return yield* mergeByPlace(yield* validationSteps(object, message, old), errors, message);
}

/** More than fit into an answer. */
const MAX_WARNINGS = 200;

/** Tells the first of the kind's warnings; further ones are not looked for. */
function* warn(context: Pick<RequestContext, 'warn'>, warnings: Iterable<string | undefined> = []): Steps<void> {
  let told = 0;
  for (const warning of warnings) {
    if (warning === undefined) yield;
    else {
      context.warn(warning);
      if (++told === MAX_WARNINGS) return;
    }
  }
}

function metadataErrors(
  { namespaced, validateName = isDns1123Subdomain, anyFinalizer, declaresName }: ResourceDefinition,
  object: KubeObject,
  validName: ServedVersion['validateNewName'] = validateName,
): Steps<FieldError[]> {
  const rules = {
    namespaced,
    validName: (name: string) => validName(name, object),
    ...(anyFinalizer && { anyFinalizer }),
    ...(declaresName && { declaresName }),
  };
  return objectMetaErrors(object.metadata, rules);
}

function refuse(definition: ResourceDefinition, object: KubeObject, ...errors: FieldError[][]): void {
  const found = errors.flat();
  if (found.length === 0) return;
  const { group, kind } = definition;
  const instead = found.filter(({ told }) => told === 'instead');
  throw newInvalid({ group, kind }, object.metadata?.name ?? '', instead.length > 0 ? instead : declaredLast(found));
}
