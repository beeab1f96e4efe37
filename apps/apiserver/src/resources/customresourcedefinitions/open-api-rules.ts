import {
  errorsFound,
  fieldErrors,
  isJsonObject,
  type FieldError,
  type FieldPath,
  type FoundErrors,
  type Steps,
} from '@kubets/apimachinery';
import { entriesOf, isEmbedded, itemsOf, META_FIELDS, type SchemaNode } from '../../structural/schema-node';
import { listErrors, mapErrors } from './list-and-map-rules';
import { ruleTextErrors } from './rule-texts';
import { OPEN_API_TYPES, type VersionScope } from './schema-scope';

/** Where a schema stands in another. */
interface Place {
  path: FieldPath;
  isRoot?: boolean;
  /** Whether it is about an object's type or metadata. */
  inMetadata?: boolean;
  /** Why nothing may have a default. */
  noDefaults?: string;
}

/** What the whole schema is, and what is asked of it. */
export interface OpenApiScope {
  scope: VersionScope;
  /** Whether the schema is sound enough for rules to be looked at. */
  mayHaveRules: boolean;
}

/** In steps: what a schema says that Kubernetes does not take, all the way down. */
export const openApiErrors = (schema: SchemaNode, path: FieldPath, scope: OpenApiScope): Steps<FieldError[]> =>
  errorsFound(search(schema, { path, isRoot: true }, scope));

function* search(schema: SchemaNode, place: Place, scope: OpenApiScope): FoundErrors {
  yield;
  const { path } = place;
  yield* ownErrors(schema, place, scope.scope);
  if (schema.uniqueItems)
    yield fieldErrors.forbidden(
      path.child('uniqueItems'),
      'uniqueItems cannot be set to true since the runtime complexity becomes quadratic',
    );
  yield* entryErrors(schema, place, scope);
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const isMeta = (place.isRoot || isEmbedded(schema)) && META_FIELDS.has(name);
    yield* search(
      child,
      {
        ...below(place, path.child('properties').key(name)),
        ...(isMeta ? { inMetadata: true, ...(place.isRoot ? { noDefaults: `in top-level ${name}` } : {}) } : {}),
      },
      scope,
    );
  }
  const { not, allOf = [], oneOf = [], anyOf = [] } = schema;
  if (not) yield* search(not, below(place, path.child('not')), scope);
  for (const [name, schemas] of Object.entries({ allOf, oneOf, anyOf }))
    for (const [index, one] of schemas.entries())
      yield* search(one, below(place, path.child(name).index(index)), scope);
  const items = itemsOf(schema);
  if (items) yield* search(items, below(place, path.child('items')), scope);
  yield* mapErrors(schema, path);
  yield* listErrors(schema, path);
  yield* ruleTextErrors(schema, path);
}

const below = ({ isRoot: _, ...place }: Place, path: FieldPath): Place => ({ ...place, path });

function* entryErrors(schema: SchemaNode, place: Place, scope: OpenApiScope): FoundErrors {
  const { additionalProperties: additional, properties = {} } = schema;
  if (additional === undefined) return;
  const at = place.path.child('additionalProperties');
  if (Object.keys(properties).length > 0 && additional !== true)
    yield fieldErrors.forbidden(at, 'additionalProperties and properties are mutual exclusive');
  const entries = entriesOf(schema);
  if (!entries) return;
  const noDefaults = place.inMetadata ? 'inside additionalProperties applying to object metadata' : undefined;
  yield* search(entries, { ...below(place, at), ...(noDefaults ? { noDefaults } : {}) }, scope);
}

function* ownErrors(schema: SchemaNode, place: Place, scope: VersionScope): FoundErrors {
  const { path, noDefaults, inMetadata } = place;
  const unsupported = (field: string) => fieldErrors.forbidden(path.child(field), `${field} is not supported`);
  if (scope.requiresKnownTypes && schema.type && !OPEN_API_TYPES.includes(schema.type))
    yield fieldErrors.notSupported(path.child('type'), schema.type, OPEN_API_TYPES);
  if (schema.default !== undefined && noDefaults)
    yield fieldErrors.forbidden(path.child('default'), `must not be set ${noDefaults}`);
  if (schema.id) yield unsupported('id');
  if (schema.additionalItems !== undefined) yield unsupported('additionalItems');
  for (const field of ['patternProperties', 'definitions', 'dependencies'] as const)
    if (isJsonObject(schema[field])) yield unsupported(field);
  if (schema.$ref !== undefined) yield unsupported('$ref');
  if (schema.type === 'null')
    yield fieldErrors.forbidden(path.child('type'), 'type cannot be set to null, use nullable as an alternative');
  if (Array.isArray(schema.items))
    yield fieldErrors.forbidden(path.child('items'), 'items must be a schema object and not an array');
  if (inMetadata && isEmbedded(schema))
    yield fieldErrors.forbidden(
      path.child('x-kubernetes-embedded-resource'),
      'must not be used inside of resource meta',
    );
}
