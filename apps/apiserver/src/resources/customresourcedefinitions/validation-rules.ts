import { fieldErrors, type FieldError, type FieldPath, type Steps } from '@kubets/apimachinery';
import type { CustomResourceDefinitionVersion } from '@kubets/proto-gen/apiextensions/v1';
import { expressionErrors } from '../../custom-rules/definition-rules';
import { defaultErrors } from '../../structural/default-rules';
import type { SchemaNode } from '../../structural/schema-node';
import { structuralErrors } from '../../structural/structural-rules';
import { openApiErrors } from './open-api-rules';
import type { VersionScope } from './schema-scope';

/** What a schema may say at its root where the status is written apart, in Kubernetes' names and order. */
const AT_ROOT = [
  'Description',
  'Type',
  'Format',
  'Title',
  'Maximum',
  'ExclusiveMaximum',
  'Minimum',
  'ExclusiveMinimum',
  'MaxLength',
  'MinLength',
  'Pattern',
  'MaxItems',
  'MinItems',
  'UniqueItems',
  'MultipleOf',
  'Required',
  'Items',
  'Properties',
  'ExternalDocs',
  'Example',
  'XPreserveUnknownFields',
  'XValidations',
];

const GO_NAMES: Record<string, string> = {
  'x-kubernetes-preserve-unknown-fields': 'XPreserveUnknownFields',
  'x-kubernetes-validations': 'XValidations',
};

const goName = (field: string): string => GO_NAMES[field] ?? field.charAt(0).toUpperCase() + field.slice(1);

/** In steps: what is wrong with what a version says of its objects. */
export function* validationErrors(
  { schema: validation }: CustomResourceDefinitionVersion,
  path: FieldPath,
  scope: VersionScope,
): Steps<FieldError[]> {
  const schema: SchemaNode | undefined = validation?.openAPIV3Schema;
  if (!schema) return [];
  const at = path.child('openAPIV3Schema');
  const errors = scope.hasStatus ? rootErrors(schema, path) : [];
  if (schema.nullable)
    errors.push(fieldErrors.forbidden(path.child('openAPIV3Schema.nullable'), 'nullable cannot be true at the root'));
  let unfit: FieldError[] = [];
  let mayHaveRules = false;
  if (scope.requiresStructural) {
    const problem = unsupported(schema);
    const structural = problem ? [] : yield* structuralErrors(schema, at);
    if (problem) unfit = [fieldErrors.invalid(at, '', problem)];
    else if (structural.length > 0) errors.push(...structural);
    else {
      const defaults = (yield* defaultErrors(schema, at)).filter(
        ({ detail }) => scope.requiresPrunedDefaults || detail !== 'must not have unknown fields',
      );
      errors.push(...defaults);
      mayHaveRules = defaults.length === 0;
    }
  }
  const openApi = yield* openApiErrors(schema, at, { scope, mayHaveRules });
  errors.push(...openApi);
  if (mayHaveRules && openApi.length === 0) errors.push(...(yield* expressionErrors(schema, at)));
  return errors.length === 0 ? unfit : errors;
}

function rootErrors(schema: SchemaNode, path: FieldPath): FieldError[] {
  for (const [field, value] of Object.entries(schema)) {
    if (value === undefined || value === false || value === '') continue;
    if (field === 'type') {
      if (value === 'object') continue;
      const detail =
        'only "object" is allowed as the type at the root of the schema if the status subresource is enabled';
      return [fieldErrors.invalid(path.child('openAPIV3Schema.type'), value, detail)];
    }
    if (AT_ROOT.includes(goName(field))) continue;
    const detail = `only [${AT_ROOT.join(' ')}] fields are allowed at the root of the schema if the status subresource is enabled`;
    return [fieldErrors.invalid(path.child('openAPIV3Schema'), schema, detail)];
  }
  return [];
}

/** What no schema may say anywhere; it is told of in other words unless nothing else is wrong. */
function unsupported(schema: SchemaNode): string | undefined {
  const says = (field: string) => `OpenAPIV3Schema '${field}' is not supported`;
  if (schema.id) return says('id');
  if (schema.$schema) return says('schema');
  if (schema.$ref) return says('$ref');
  for (const field of ['patternProperties', 'dependencies', 'definitions'] as const)
    if (Object.keys(schema[field] ?? {}).length > 0) return says(field);
  if (schema.additionalItems !== undefined) return says('additionalItems');
  if (Array.isArray(schema.items)) return "OpenAPIV3Schema 'items' must be a schema, but is an array";
  const { items, additionalProperties, not, properties = {}, allOf = [], anyOf = [], oneOf = [] } = schema;
  const below: unknown[] = [
    items,
    additionalProperties,
    not,
    ...Object.values(properties),
    ...allOf,
    ...anyOf,
    ...oneOf,
  ];
  for (const child of below) {
    const problem = typeof child === 'object' && child !== null ? unsupported(child as SchemaNode) : undefined;
    if (problem) return problem;
  }
  return undefined;
}
