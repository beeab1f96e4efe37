import { newMethodNotSupported } from '@kubets/apimachinery';
import { groupResourceOf, type Engine, type Target } from '../pipeline/engine';
import { assertVerbFits } from '../pipeline/requested-verb';
import type { ObjectSubresource, SubresourceAnswer } from '../subresources/subresource';
import { readObject } from './body';
import { answerValue, writeOptions, type Exchange } from './exchange';
import { patchTypeOf, readPatch } from './patch-body';

/** Serves a verb on a subresource whose bodies are objects. @throws StatusError 405 for what it does not have. */
export async function routeSubresource(
  engine: Engine,
  target: Target,
  subresource: ObjectSubresource,
  verb: string,
  exchange: Exchange,
): Promise<void> {
  assertVerbFits(target, verb);
  const answer = await run(engine, target, subresource, verb, exchange);
  if (!answer) throw newMethodNotSupported(groupResourceOf(target.definition), verb);
  await answerValue(exchange, answer.object, answer.code);
}

async function run(
  engine: Engine,
  target: Target,
  subresource: ObjectSubresource,
  verb: string,
  exchange: Exchange,
): Promise<SubresourceAnswer | undefined> {
  const { request, context } = exchange;
  if (verb === 'get') return subresource.get?.(engine, target, context);
  if (verb === 'create' && subresource.create)
    return subresource.create(engine, target, await readObject(request), writeOptions(exchange), context);
  if (verb === 'update' && subresource.update)
    return subresource.update(engine, target, await readObject(request), writeOptions(exchange), context);
  if (verb !== 'patch' || !subresource.patch) return undefined;
  const type = patchTypeOf(request);
  const options = writeOptions(exchange);
  return subresource.patch(engine, target, type, await readPatch(request, type), options, context);
}
