import { isStep, type Steps } from '@kubets/apimachinery';
import { createDefinitions } from './definitions';
import { type SchemaObject, openApi3 } from './dialect';
import type { DocumentContent } from './document-content';
import type { OperationDescription, PathDescription } from './operations';
import type { Parameter } from './parameters';

export interface DocumentV3 {
  openapi: '3.0.0';
  info: { title: string; version: string };
  paths: Record<string, Record<string, unknown>>;
  components: { schemas?: Record<string, SchemaObject>; securitySchemes?: typeof SECURITY_SCHEMES };
}

/** How a client says who it is. */
export const SECURITY_SCHEMES = {
  BearerToken: { description: 'Bearer Token authentication', in: 'header', name: 'authorization', type: 'apiKey' },
} as const;

/** In steps. */
export function* createDocumentV3({ isOfCustom, version, paths, kinds }: DocumentContent): Steps<DocumentV3> {
  const described: DocumentV3['paths'] = {};
  for (const [index, path] of paths.entries()) {
    if (isStep(index)) yield;
    described[path.path] = pathItem(path);
  }
  return {
    openapi: '3.0.0',
    info: { title: isOfCustom ? 'Kubernetes CRD Swagger' : 'Kubernetes', version },
    paths: described,
    components: {
      ...(kinds.size > 0 && { schemas: yield* createDefinitions(kinds, openApi3) }),
      ...(!isOfCustom && { securitySchemes: SECURITY_SCHEMES }),
    },
  };
}

function pathItem({ parameters, operations }: PathDescription): Record<string, unknown> {
  return {
    ...Object.fromEntries(Object.entries(operations).map(([method, one]) => [method, operation(one)])),
    ...(parameters.length > 0 && { parameters: parameters.map(parameterOf) }),
  };
}

const parameterOf = ({ type, ...parameter }: Parameter) => ({ ...parameter, schema: { type, uniqueItems: true } });

function operation(one: OperationDescription): Record<string, unknown> {
  const answer = content(one.produces, one.answer ? reference(one.answer) : { type: 'string' });
  return {
    tags: [one.tag],
    description: one.description,
    operationId: one.id,
    ...(one.query.length > 0 && { parameters: one.query.map(parameterOf) }),
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
    ...(one.action && { 'x-kubernetes-action': one.action }),
    ...(one.kind && { 'x-kubernetes-group-version-kind': one.kind }),
  };
}

function content(types: readonly string[], schema: SchemaObject): Record<string, { schema: SchemaObject }> {
  return Object.fromEntries(types.map((type) => [type, { schema }]));
}

const reference = (definition: string): SchemaObject => ({ $ref: openApi3.definitionsAt + definition });
