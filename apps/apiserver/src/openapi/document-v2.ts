import { createDefinitions } from './definitions';
import type { DocumentContent } from './document-content';
import { type SchemaObject, openApi2 } from './dialect';
import type { OperationDescription, PathDescription } from './operations';
import { JSON_TYPE, watchTypes } from './media-types';
import type { GroupVersionKind } from './open-api-resource';
import { prettyParameter } from './query-parameters';

export interface DocumentV2 {
  swagger: '2.0';
  info: { title: string; version: string };
  paths: Record<string, PathItemV2>;
  definitions: Record<string, SchemaObject>;
}

export type PathItemV2 = { parameters: ParameterV2[] } & { [method: string]: OperationV2 | ParameterV2[] };

export interface OperationV2 {
  description: string;
  consumes: string[];
  produces: string[];
  schemes: string[];
  tags: string[];
  operationId: string;
  parameters: ParameterV2[];
  responses: Record<string, { description: string; schema?: SchemaObject }>;
  'x-kubernetes-action': string;
  'x-kubernetes-group-version-kind': GroupVersionKind;
}

export type ParameterV2 =
  | { in: 'body'; name: 'body'; required?: true; schema: SchemaObject }
  | { in: 'query' | 'path'; name: string; description: string; required?: true; type: string; uniqueItems: true };

export function createDocumentV2({ version, paths, kinds }: DocumentContent): DocumentV2 {
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(paths.map((path) => [path.path, pathItem(path)])),
    definitions: createDefinitions(kinds, openApi2),
  };
}

function pathItem({ parameters, operations }: PathDescription): PathItemV2 {
  return {
    ...Object.fromEntries(Object.entries(operations).map(([method, one]) => [method, operation(one)])),
    parameters: [
      ...parameters.map(({ name, description }): ParameterV2 => ({
        in: 'path',
        name,
        description,
        required: true,
        type: 'string',
        uniqueItems: true,
      })),
      { in: 'query', ...prettyParameter, uniqueItems: true },
    ],
  };
}

function operation(one: OperationDescription): OperationV2 {
  const schema = one.answer ? reference(one.answer) : { type: 'string' };
  return {
    description: one.description,
    consumes: one.body?.mediaTypes ?? ['*/*'],
    produces: one.watchable ? watchTypes : [one.answer ? JSON_TYPE : '*/*'],
    schemes: ['https'],
    tags: [one.tag],
    operationId: one.id,
    parameters: [
      ...(one.body
        ? [
            {
              in: 'body' as const,
              name: 'body' as const,
              ...(one.body.required && { required: true as const }),
              schema: reference(one.body.definition),
            },
          ]
        : []),
      ...one.query.map((parameter) => ({ in: 'query' as const, ...parameter, uniqueItems: true as const })),
    ],
    responses: {
      ...Object.fromEntries(Object.entries(one.codes).map(([code, description]) => [code, { description, schema }])),
      401: { description: 'Unauthorized' },
    },
    'x-kubernetes-action': one.action,
    'x-kubernetes-group-version-kind': one.kind,
  };
}

const reference = (definition: string): SchemaObject => ({ $ref: openApi2.definitionsAt + definition });
