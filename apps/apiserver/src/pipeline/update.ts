import type { KubeObject } from '@kubets/apimachinery';
import { beforeUpdate } from './before-update';
import { createDecoded } from './create';
import { assertName, decodeIncoming } from './decode-incoming';
import type { RequestScope } from './request-scope';
import { guaranteedUpdate, type UpdateOutcome } from './guaranteed-update';
import type { WriteRequest } from './request';
import { leaveOutRepeatedOwners } from './repeated-owners';
import { requestInfoOf } from './requested-verb';
import { giveTurn, inTurns } from './turns';

/** PUT on an object or its status. */
export async function updateObject(scope: RequestScope, request: WriteRequest): Promise<UpdateOutcome> {
  await request.definition.loadRules?.();
  const decode = async (from: WriteRequest) => {
    const object = await inTurns(decodeIncoming(from));
    assertName(object, request);
    leaveOutRepeatedOwners(object, from.warn, false);
    return object;
  };
  await giveTurn();
  let first: KubeObject | undefined = await decode(request);
  await giveTurn();
  const { resourceVersion, uid } = first.metadata ?? {};
  const mayCreate = request.definition.allowCreateOnUpdate && !request.subresource && !resourceVersion && !uid;
  // Every attempt changes its object, so only the first may use the one that gave the warnings.
  const wanted = async () => {
    const object = first ?? (await decode({ ...request, warn: () => undefined }));
    first = undefined;
    return object;
  };
  return guaranteedUpdate(scope, request, {
    dryRun: request.options.dryRun,
    tryUpdate: async (old) => beforeUpdate(scope, request, { old, wanted: await wanted() }),
    ...(mayCreate && {
      async createInstead() {
        await request.authorize({ ...requestInfoOf({ ...request, verb: 'create' }), name: request.name });
        return createDecoded(scope, request, await wanted());
      },
    }),
  });
}
