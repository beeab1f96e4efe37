import { newMethodNotAllowed, newMethodNotSupported } from '@kubets/apimachinery';
import { createVirtual } from '../pipeline/create-virtual';
import { apiVersionOf, type RequestScope } from '../pipeline/request-scope';
import type { VirtualResourceDefinition } from '../registry/resource';
import { readObject } from './body';
import { answerValue, writeOptions, type HttpContext } from './http-context';

/** POST of a TokenReview and its like. */
export async function routeVirtual(
  scope: RequestScope,
  definition: VirtualResourceDefinition,
  namespace: string,
  verb: string,
  http: HttpContext,
): Promise<void> {
  // There is nothing to watch, and no such method.
  if (verb === 'watch') throw newMethodNotAllowed();
  if (verb !== 'create') throw newMethodNotSupported({ group: definition.group, resource: definition.plural }, verb);
  const { group, version, kind } = definition;
  const options = writeOptions(http);
  const body = await readObject(http.request, { apiVersion: apiVersionOf(group, version), kind });
  const created = await createVirtual(scope, definition, { ...http.context, namespace, body, options });
  await answerValue(http, created, 201);
}
