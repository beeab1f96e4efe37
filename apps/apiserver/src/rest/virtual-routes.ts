import { newMethodNotAllowed } from '@kubets/apimachinery';
import { CREATED, createVirtual, isActing } from '../pipeline/create-virtual';
import { apiVersionOf, type RequestScope } from '../pipeline/request-scope';
import type { VirtualResourceDefinition } from '../registry/resource';
import { readObject } from './body';
import type { RequestPath } from './request-path';
import { notFoundPath } from './route-checks';
import { answerValue, writeOptions, type HttpContext } from './http-context';

/** POST of a TokenReview and its like: the one thing that can be done, at the one path that there is. */
export async function routeVirtual(
  scope: RequestScope,
  definition: VirtualResourceDefinition,
  { namespace, name, verb }: RequestPath,
  http: HttpContext,
): Promise<void> {
  const isOfNone = definition.namespaced && namespace === '';
  // A watch names what its field selector does.
  if (isOfNone || (name !== '' && verb !== 'watch')) throw notFoundPath();
  if (verb !== 'create') throw newMethodNotAllowed();
  const { group, version, kind } = definition;
  const options = writeOptions(http);
  const body = await readObject(http.request, { apiVersion: apiVersionOf(group, version), kind });
  const created = await createVirtual(scope, definition, { ...http.context, namespace, body, options });
  await answerValue(http, isActing(definition) ? CREATED : created, 201);
}
