import { newMethodNotSupported } from '@kubets/apimachinery';
import { groupResourceOf, type RequestScope } from '../pipeline/request-scope';
import type { ResourceRequest } from '../pipeline/request';
import { assertVerbFits } from '../pipeline/requested-verb';
import type { ObjectSubresource, SubresourceAnswer } from '../pipeline/subresource';
import { readObject } from './body';
import { answerValue, writeOptions, type HttpContext } from './http-context';
import { patchTypeOf, readPatch } from './patch-body';

/** Serves a verb on a subresource whose bodies are objects. @throws StatusError 405 for what it does not have. */
export async function routeSubresource(
  scope: RequestScope,
  request: ResourceRequest,
  subresource: ObjectSubresource,
  http: HttpContext,
): Promise<void> {
  assertVerbFits(request);
  const answer = await run(scope, request, subresource, http);
  if (!answer) throw newMethodNotSupported(groupResourceOf(request.definition), request.verb);
  await answerValue(http, answer.object, answer.code);
}

async function run(
  scope: RequestScope,
  request: ResourceRequest,
  subresource: ObjectSubresource,
  http: HttpContext,
): Promise<SubresourceAnswer | undefined> {
  const { verb } = request;
  if (verb === 'get') return subresource.get?.(scope, request);
  if ((verb === 'create' || verb === 'update') && subresource[verb]) {
    const body = await readObject(http.request, subresource.description.kind);
    return subresource[verb](scope, { ...request, body, options: writeOptions(http) });
  }
  if (verb !== 'patch' || !subresource.patch) return undefined;
  const patchType = patchTypeOf(http.request);
  const options = writeOptions(http);
  return subresource.patch(scope, {
    ...request,
    patchType,
    options,
    body: await readPatch(http.request, patchType),
  });
}
