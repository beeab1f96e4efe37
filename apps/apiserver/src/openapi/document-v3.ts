import { createDefinitions } from './definitions';
import { type SchemaObject, openApi3 } from './dialect';
import type { DocumentContent } from './document-content';
import { JSON_TYPE, watchTypes } from './media-types';
import type { OperationDescription, PathDescription } from './operations';
import { prettyParameter } from './query-parameters';

export interface DocumentV3 {
  openapi: '3.0.0';
  info: { title: string; version: string };
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, SchemaObject> };
}

export function createDocumentV3({ version, paths, kinds }: DocumentContent): DocumentV3 {
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(paths.map((path) => [path.path, pathItem(path)])),
    components: { schemas: createDefinitions(kinds, openApi3) },
  };
}

function pathItem({ parameters, operations }: PathDescription): Record<string, unknown> {
  const { type, ...pretty } = prettyParameter;
  return {
    ...Object.fromEntries(Object.entries(operations).map(([method, one]) => [method, operation(one)])),
    parameters: [
      ...parameters.map(({ name, description }) => ({
        name,
        in: 'path',
        description,
        required: true,
        schema: { type: 'string', uniqueItems: true },
      })),
      { ...pretty, in: 'query', schema: { type, uniqueItems: true } },
    ],
  };
}

function operation(one: OperationDescription): Record<string, unknown> {
  const answerTypes = one.watchable ? watchTypes : [one.answer ? JSON_TYPE : '*/*'];
  const answer = content(answerTypes, one.answer ? reference(one.answer) : { type: 'string' });
  return {
    tags: [one.tag],
    description: one.description,
    operationId: one.id,
    ...(one.query.length > 0 && {
      parameters: one.query.map(({ name, description, type }) => ({
        name,
        in: 'query',
        description,
        schema: { type, uniqueItems: true },
      })),
    }),
    ...(one.body && {
      requestBody: {
        content: content(one.body.mediaTypes, reference(one.body.definition)),
        ...(one.body.required && { required: true }),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(one.codes).map(([code, description]) => [code, { description, content: answer }]),
      ),
      401: { description: 'Unauthorized' },
    },
    'x-kubernetes-action': one.action,
    'x-kubernetes-group-version-kind': one.kind,
  };
}

function content(types: string[], schema: SchemaObject): Record<string, { schema: SchemaObject }> {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

const reference = (definition: string): SchemaObject => ({ $ref: openApi3.definitionsAt + definition });
