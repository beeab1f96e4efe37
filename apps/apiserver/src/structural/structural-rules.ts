import {
  errorsFound,
  fieldErrors,
  fieldErrorText,
  isStep,
  sortSteps,
  type FieldError,
  type FieldPath,
  type FoundErrors,
  type Steps,
} from '@kubets/apimachinery';
import { patternProblem } from './pattern';
import { isUnfolded } from './published-schema';
import {
  entriesOf,
  hasDefault,
  hasEntries,
  isEmbedded,
  itemsOf,
  keepsUnknown,
  propertyOf,
  type SchemaNode,
} from './schema-node';

type Level = 'root' | 'item' | 'field';

/**
 * In steps: what keeps a schema from being structural, in Kubernetes' words and order.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export function* structuralErrors(schema: SchemaNode, path: FieldPath): Steps<FieldError[]> {
  const errors = yield* errorsFound(invariants(schema, 'root', path));
  errors.push(...(yield* errorsFound(completeness(schema, schema, path, path))));
  const texts: { error: FieldError; text: string }[] = [];
  for (const [index, error] of errors.entries()) {
    if (isStep(index)) yield;
    texts.push({ error, text: fieldErrorText(error) });
  }
  const sorted = yield* sortSteps(texts, (a, b) => (a.text < b.text ? -1 : 1));
  return sorted.map(({ error }) => error);
}

const inProperties = (path: FieldPath, name: string): FieldPath => path.child('properties').key(name);

function* invariants(schema: SchemaNode, level: Level, path: FieldPath): FoundErrors {
  yield;
  const { type = '', properties = {} } = schema;
  const [items, entries] = [itemsOf(schema), entriesOf(schema)];
  if (type === 'array' && !items) yield fieldErrors.required(path.child('items'), 'must be specified');
  if (items) yield* invariants(items, 'item', path.child('items'));
  for (const [name, child] of Object.entries(properties)) yield* invariants(child, 'field', inProperties(path, name));
  if (hasEntries(schema)) {
    const at = path.child('additionalProperties');
    if (level === 'root') yield fieldErrors.forbidden(at, 'must not be used at the root');
    if (entries) yield* invariants(entries, 'field', at);
  }
  yield* extensionErrors(schema, path);
  const isUnion = isUnfolded(schema);
  yield* valueErrors(schema, path, isUnion);
  yield* typeErrors(schema, level, path);
  if (isEmbedded(schema) && hasEntries(schema))
    yield fieldErrors.forbidden(
      path.child('additionalProperties'),
      'must not be used if x-kubernetes-embedded-resource is set',
    );
  if (level === 'root' && type !== '' && type !== 'object')
    yield fieldErrors.invalid(path.child('type'), type, 'must be object at the root');
  yield* metadataErrors(schema, level, path);
  if (isEmbedded(schema) && !keepsUnknown(schema) && Object.keys(properties).length === 0)
    yield fieldErrors.required(
      path.child('properties'),
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
    );
}

function* extensionErrors(schema: SchemaNode, path: FieldPath): FoundErrors {
  if (!schema['x-kubernetes-int-or-string']) return;
  const detail = 'must be false if x-kubernetes-int-or-string is true';
  if (keepsUnknown(schema)) yield fieldErrors.invalid(path.child('x-kubernetes-preserve-unknown-fields'), true, detail);
  if (isEmbedded(schema)) yield fieldErrors.invalid(path.child('x-kubernetes-embedded-resource'), true, detail);
}

const MISSING_TYPE: Record<Level, string> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function* typeErrors(schema: SchemaNode, level: Level, path: FieldPath): FoundErrors {
  const { type = '' } = schema;
  const at = path.child('type');
  if (isEmbedded(schema) && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    yield type === '' ? fieldErrors.required(at, detail) : fieldErrors.invalid(at, type, detail);
  } else if (type === '' && !schema['x-kubernetes-int-or-string'] && !keepsUnknown(schema))
    yield fieldErrors.required(at, MISSING_TYPE[level]);
}

function* metadataErrors(schema: SchemaNode, level: Level, path: FieldPath): FoundErrors {
  const isObject = level === 'root' || isEmbedded(schema);
  if (isObject) {
    for (const name of ['kind', 'apiVersion']) {
      const found = propertyOf(schema, name);
      if (found && found.type !== 'string')
        yield fieldErrors.invalid(inProperties(path, name).child('type'), found.type ?? '', 'must be string');
    }
  }
  const metadata = propertyOf(schema, 'metadata');
  if (!metadata) return;
  const at = inProperties(path, 'metadata');
  if (isObject && metadata.type !== 'object')
    yield fieldErrors.invalid(at.child('type'), metadata.type ?? '', 'must be object');
  if (level !== 'root') return;
  const { type: _type, default: _default, properties = {}, ...rest } = metadata;
  const isNarrow = Object.keys(properties).every((name) => name === 'name' || name === 'generateName');
  if (!isNarrow || Object.keys(rest).length > 0)
    yield fieldErrors.forbidden(
      at,
      'must not specify anything other than name and generateName, but metadata is implicitly specified',
    );
}

/** `isUnion`: the alternatives are those that int-or-string stands for, which may name types. */
function* valueErrors(schema: SchemaNode, path: FieldPath, isUnion: boolean): FoundErrors {
  const { anyOf = [], allOf = [], oneOf = [], not, pattern } = schema;
  const isUnionItself = isUnion && anyOf.length === 2 && isUnfolded({ anyOf });
  if (!isUnionItself)
    for (const [index, one] of anyOf.entries()) yield* nestedErrors(one, path.child('anyOf').index(index));
  for (const [index, one] of allOf.entries())
    yield* nestedErrors(one, path.child('allOf').index(index), isUnion && !isUnionItself && index === 0);
  for (const [index, one] of oneOf.entries()) yield* nestedErrors(one, path.child('oneOf').index(index));
  if (not) yield* nestedErrors(not, path.child('not'));
  const problem = pattern ? patternProblem(pattern) : undefined;
  if (problem)
    yield fieldErrors.invalid(
      path.child('pattern'),
      pattern,
      `must be a valid regular expression, but isn't: ${problem}`,
    );
}

/** What a schema may not say that is only one of several. */
const FORBIDDEN: [field: keyof SchemaNode, detail: string][] = [
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function* nestedErrors(schema: SchemaNode, path: FieldPath, isUnion = false): FoundErrors {
  yield;
  yield* valueErrors(schema, path, isUnion);
  const items = itemsOf(schema);
  if (items) yield* nestedErrors(items, path.child('items'));
  for (const [name, child] of Object.entries(schema.properties ?? {}))
    yield* nestedErrors(child, inProperties(path, name));
  if (schema.type) yield fieldErrors.forbidden(path.child('type'), 'must be empty to be structural');
  if (schema.additionalProperties !== undefined && schema.additionalProperties !== false)
    yield fieldErrors.forbidden(path.child('additionalProperties'), 'must be undefined to be structural');
  if (hasDefault(schema)) yield fieldErrors.forbidden(path.child('default'), 'must be undefined to be structural');
  for (const [field, detail] of FORBIDDEN) {
    const value: unknown = schema[field];
    const isSaid = Array.isArray(value) ? value.length > 0 : Boolean(value);
    if (isSaid) yield fieldErrors.forbidden(path.child(field), detail);
  }
  if (propertyOf(schema, 'metadata'))
    yield fieldErrors.forbidden(inProperties(path, 'metadata'), 'must not be specified in a nested context');
}

/** What schemas that are one of several speak of has to be there in the schema itself. */
function* completeness(rules: SchemaNode, schema: SchemaNode, path: FieldPath, rulesAt: FieldPath): FoundErrors {
  yield;
  const { anyOf = [], allOf = [], oneOf = [], not } = rules;
  if (not) yield* nestedCompleteness(not, schema, path, rulesAt.child('not'));
  for (const [name, alternatives] of Object.entries({ allOf, anyOf, oneOf }))
    for (const [index, one] of alternatives.entries())
      yield* nestedCompleteness(one, schema, path, rulesAt.child(name).index(index));
}

function* nestedCompleteness(
  rules: SchemaNode,
  schema: SchemaNode | undefined,
  path: FieldPath,
  rulesAt: FieldPath,
): FoundErrors {
  if (!schema) return yield fieldErrors.required(path, `because it is defined in ${rulesAt.toString()}`);
  yield* completeness(rules, schema, path, rulesAt);
  const items = itemsOf(rules);
  if (items) yield* nestedCompleteness(items, itemsOf(schema), path.child('items'), rulesAt.child('items'));
  for (const [name, child] of Object.entries(rules.properties ?? {}))
    yield* nestedCompleteness(child, propertyOf(schema, name), inProperties(path, name), inProperties(rulesAt, name));
}
