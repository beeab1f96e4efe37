// The OpenAPI 2 document in gnostic's binary form, which kubectl up to 1.26 asks for.
import {
  Document,
  type NamedAny,
  type NamedSchema,
  type Operation,
  type ParametersItem,
  type PathItem,
  type Schema,
} from '@kubets/proto-gen/openapi/v2';
import type { SchemaObject } from './dialect';
import type { DocumentV2, OperationV2, ParameterV2, PathItemV2 } from './document-v2';

export function encodeDocumentV2({ swagger, info, paths, definitions }: DocumentV2): Buffer {
  const message: Document = {
    swagger,
    info,
    paths: { path: Object.entries(paths).map(([name, item]) => ({ name, value: pathItem(item) })) },
    definitions: { additionalProperties: namedSchemas(definitions) },
  };
  return Buffer.from(Document.encode(message).finish());
}

function pathItem({ parameters = [], ...operations }: PathItemV2): PathItem {
  const methods = Object.entries(operations as Record<string, OperationV2>);
  return {
    ...Object.fromEntries(methods.map(([method, one]) => [method, operation(one)])),
    parameters: parameters.map(parameterItem),
  };
}

function operation(one: OperationV2): Operation {
  return {
    tags: one.tags,
    description: one.description,
    operationId: one.operationId,
    produces: [...one.produces],
    consumes: [...one.consumes],
    parameters: one.parameters?.map(parameterItem),
    responses: {
      responseCode: Object.entries(one.responses).map(([name, { description, schema: answer }]) => ({
        name,
        value: { response: { description, ...(answer && { schema: { schema: schema(answer) } }) } },
      })),
    },
    schemes: one.schemes,
    vendorExtension: extensions(one),
  };
}

function parameterItem(parameter: ParameterV2): ParametersItem {
  if (parameter.in === 'body')
    return { parameter: { bodyParameter: { ...parameter, schema: schema(parameter.schema) } } };
  return {
    parameter: {
      nonBodyParameter:
        parameter.in === 'path' ? { pathParameterSubSchema: parameter } : { queryParameterSubSchema: parameter },
    },
  };
}

function schema(object: SchemaObject): Schema {
  return {
    ref: object.$ref,
    format: object.format,
    description: object.description,
    default: object.default === undefined ? undefined : yaml(object.default),
    required: object.required,
    enum: object.enum?.map(yaml),
    additionalProperties: object.additionalProperties && { schema: schema(object.additionalProperties) },
    type: object.type === undefined ? undefined : { value: [object.type] },
    items: object.items && { schema: [schema(object.items)] },
    properties: object.properties && { additionalProperties: namedSchemas(object.properties) },
    vendorExtension: extensions(object),
  };
}

function namedSchemas(schemas: Record<string, SchemaObject>): NamedSchema[] {
  return Object.entries(schemas).map(([name, value]) => ({ name, value: schema(value) }));
}

function extensions(object: object): NamedAny[] {
  return Object.entries(object).flatMap(([name, value]) =>
    name.startsWith('x-') ? [{ name, value: yaml(value) }] : [],
  );
}

/** JSON is YAML. */
function yaml(value: unknown): { yaml: string } {
  return { yaml: JSON.stringify(value) };
}
