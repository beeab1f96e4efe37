import { newMethodNotSupported } from '@kubets/apimachinery';
import { groupResourceOf, type Engine } from '../pipeline/engine';
import type { ResourceRequest } from '../pipeline/request';
import { assertVerbFits } from '../pipeline/requested-verb';
import type { ObjectSubresource, SubresourceAnswer } from '../subresources/subresource';
import { readObject } from './body';
import { answerValue, writeOptions, type Exchange } from './exchange';
import { patchTypeOf, readPatch } from './patch-body';

/** Serves a verb on a subresource whose bodies are objects. @throws StatusError 405 for what it does not have. */
export async function routeSubresource(
  engine: Engine,
  request: ResourceRequest,
  subresource: ObjectSubresource,
  exchange: Exchange,
): Promise<void> {
  assertVerbFits(request);
  const answer = await run(engine, request, subresource, exchange);
  if (!answer) throw newMethodNotSupported(groupResourceOf(request.definition), request.verb);
  await answerValue(exchange, answer.object, answer.code);
}

async function run(
  engine: Engine,
  request: ResourceRequest,
  subresource: ObjectSubresource,
  exchange: Exchange,
): Promise<SubresourceAnswer | undefined> {
  const { verb } = request;
  if (verb === 'get') return subresource.get?.(engine, request);
  if ((verb === 'create' || verb === 'update') && subresource[verb]) {
    const body = await readObject(exchange.request);
    return subresource[verb](engine, { ...request, body, options: writeOptions(exchange) });
  }
  if (verb !== 'patch' || !subresource.patch) return undefined;
  const patchType = patchTypeOf(exchange.request);
  const options = writeOptions(exchange);
  return subresource.patch(engine, {
    ...request,
    patchType,
    options,
    body: await readPatch(exchange.request, patchType),
  });
}
