import { newBadRequest, type KubeObject } from '@kubets/apimachinery';
import { planChange } from './change-object';
import { createDecoded } from './create';
import { decodeIncoming } from './decode-incoming';
import type { Engine, IncomingObject, RequestContext, Target, WriteOptions } from './engine';
import { guaranteedUpdate, type UpdateOutcome } from './guaranteed-update';
import { authorizationOf } from './requested-verb';
import { giveTurn, inTurns } from './turns';

/** PUT on an object or its status. */
export async function updateObject(
  engine: Engine,
  target: Target,
  incoming: IncomingObject,
  options: WriteOptions,
  context: RequestContext,
): Promise<UpdateOutcome> {
  const decode = async (from: RequestContext) => {
    const object = await inTurns(decodeIncoming(incoming, target, options, from));
    const name = (object.metadata!.name ||= target.name);
    if (name !== target.name)
      throw newBadRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
    return object;
  };
  await giveTurn();
  let first: KubeObject | undefined = await decode(context);
  await giveTurn();
  const { resourceVersion, uid } = first.metadata ?? {};
  const mayCreate = target.definition.allowCreateOnUpdate && !target.subresource && !resourceVersion && !uid;
  // Every attempt changes its object, so only the first may use the one that gave the warnings.
  const wanted = async () => {
    const object = first ?? (await decode({ ...context, warn: () => undefined }));
    first = undefined;
    return object;
  };
  return guaranteedUpdate(engine, context, {
    target,
    dryRun: options.dryRun,
    change: async (old) => planChange(engine, context, { target, options, old, wanted: await wanted() }),
    ...(mayCreate && {
      async createInstead() {
        await context.authorize({ ...authorizationOf(target, 'create'), name: target.name });
        return createDecoded(engine, target, await wanted(), options, context);
      },
    }),
  });
}
