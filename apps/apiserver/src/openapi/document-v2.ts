import { isStep, type Steps } from '@kubets/apimachinery';
import { createDefinitions } from './definitions';
import type { DocumentContent } from './document-content';
import { type SchemaObject, openApi2 } from './dialect';
import type { OperationDescription, PathDescription } from './operations';
import type { GroupVersionKind } from './open-api-resource';
import type { Parameter } from './parameters';
import { SECURITY_SCHEMES } from './document-v3';

export interface DocumentV2 {
  swagger: '2.0';
  info: { title: string; version: string };
  paths: Record<string, PathItemV2>;
  definitions: Record<string, SchemaObject>;
  securityDefinitions: typeof SECURITY_SCHEMES;
  security: [{ BearerToken: [] }];
}

export type PathItemV2 = { parameters?: ParameterV2[] } & { [method: string]: OperationV2 | ParameterV2[] };

export interface OperationV2 {
  description: string;
  /** Of this server's own operations; those of extensions need not say. */
  consumes?: readonly string[];
  produces?: readonly string[];
  schemes: string[];
  tags: string[];
  operationId: string;
  parameters?: ParameterV2[];
  responses?: Record<string, { description: string; schema?: SchemaObject }>;
  'x-kubernetes-action'?: string;
  'x-kubernetes-group-version-kind'?: GroupVersionKind;
}

export type ParameterV2 =
  { in: 'body'; name: 'body'; required?: true; schema: SchemaObject } | (Parameter & { uniqueItems: true });

/** In steps. */
export function* createDocumentV2({ version, paths, kinds }: DocumentContent): Steps<DocumentV2> {
  const described: DocumentV2['paths'] = {};
  for (const [index, path] of paths.entries()) {
    if (isStep(index)) yield;
    described[path.path] = pathItem(path);
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version },
    paths: described,
    definitions: yield* createDefinitions(kinds, openApi2),
    securityDefinitions: SECURITY_SCHEMES,
    security: [{ BearerToken: [] }],
  };
}

function pathItem({ parameters, operations }: PathDescription): PathItemV2 {
  return {
    ...Object.fromEntries(Object.entries(operations).map(([method, one]) => [method, operation(one)])),
    ...(parameters.length > 0 && { parameters: parameters.map(parameterOf) }),
  };
}

const parameterOf = (parameter: Parameter): ParameterV2 => ({ ...parameter, uniqueItems: true });

function operation(one: OperationDescription): OperationV2 {
  const schema = one.answer ? reference(one.answer) : { type: 'string' };
  const parameters = [...bodyOf(one), ...one.query.map(parameterOf)];
  return {
    description: one.description,
    consumes: one.body?.mediaTypes ?? (one.kind ? ['*/*'] : one.produces),
    produces: one.produces,
    schemes: ['https'],
    tags: [one.tag],
    operationId: one.id,
    ...(parameters.length > 0 && { parameters }),
    responses: {
      ...Object.fromEntries(Object.entries(one.codes).map(([code, description]) => [code, { description, schema }])),
      401: { description: 'Unauthorized' },
    },
    ...(one.action && { 'x-kubernetes-action': one.action }),
    ...(one.kind && { 'x-kubernetes-group-version-kind': one.kind }),
  };
}

function bodyOf({ body }: OperationDescription): ParameterV2[] {
  if (!body) return [];
  return [{ in: 'body', name: 'body', ...(body.required && { required: true }), schema: reference(body.definition) }];
}

const reference = (definition: string): SchemaObject => ({ $ref: openApi2.definitionsAt + definition });
