// The OpenAPI 2 document in gnostic's binary form, which kubectl up to 1.26 asks for.
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { isStep, type Steps } from '@kubets/apimachinery';
import {
  Definitions,
  Document,
  type NamedAny,
  type NamedSchema,
  type Operation,
  type ParametersItem,
  type PathItem,
  Paths,
  type Schema,
} from '@kubets/proto-gen/openapi/v2';
import type { SchemaObject } from './dialect';
import type { DocumentV2, OperationV2, ParameterV2, PathItemV2 } from './document-v2';

/** In steps: each path and each definition is encoded by itself. */
export function* encodeDocumentV2({ swagger, info, paths, definitions }: DocumentV2): Steps<Buffer> {
  const path: Uint8Array[] = [];
  for (const [name, item] of Object.entries(paths)) {
    if (isStep(path.length)) yield;
    path.push(Paths.encode({ path: [{ name, value: pathItem(item) }] }).finish());
  }
  const schemas: Uint8Array[] = [];
  for (const named of namedSchemas(definitions)) {
    yield;
    schemas.push(Definitions.encode({ additionalProperties: [named()] }).finish());
  }
  return Buffer.concat([
    Document.encode({ swagger, info }).finish(),
    ...enclosed(Document.encode({ paths: {} }).finish(), path),
    ...enclosed(Document.encode({ definitions: {} }).finish(), schemas),
  ]);
}

/** A field that is a message, made of pieces of it; `empty`: the field with nothing in it, which ends with its length. */
function enclosed(empty: Uint8Array, pieces: readonly Uint8Array[]): Uint8Array[] {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [empty.subarray(0, -1), new BinaryWriter().uint32(length).finish(), ...pieces];
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
    produces: [...(one.produces ?? [])],
    consumes: [...(one.consumes ?? [])],
    parameters: one.parameters?.map(parameterItem),
    responses: {
      responseCode: Object.entries(one.responses ?? {}).map(([name, { description, schema: answer }]) => ({
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
    properties: object.properties && { additionalProperties: namedSchemas(object.properties).map((make) => make()) },
    vendorExtension: extensions(object),
  };
}

const namedSchemas = (schemas: Record<string, SchemaObject>): (() => NamedSchema)[] =>
  Object.entries(schemas).map(([name, value]) => () => ({ name, value: schema(value) }));

function extensions(object: object): NamedAny[] {
  return Object.entries(object).flatMap(([name, value]) =>
    name.startsWith('x-') ? [{ name, value: yaml(value) }] : [],
  );
}

/** JSON is YAML. */
function yaml(value: unknown): { yaml: string } {
  return { yaml: JSON.stringify(value) };
}
