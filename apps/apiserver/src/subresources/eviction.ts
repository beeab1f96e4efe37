import { withPodCondition } from '@kubets/api';
import { fieldErrors, FieldPath, newBadRequest, newInvalid } from '@kubets/apimachinery';
import type { Pod } from '@kubets/proto-gen/core/v1';
import type { DeleteOptions } from '@kubets/proto-gen/meta/v1';
import type { Eviction } from '@kubets/proto-gen/policy/v1';
import { admit, writeOperation } from '../pipeline/admit';
import { assertDeletePreconditions, deleteObject, UNSAFE } from '../pipeline/delete';
import { guaranteedUpdate } from '../pipeline/guaranteed-update';
import type { ResourceRequest } from '../pipeline/request';
import type { RequestScope } from '../pipeline/request-scope';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { inTurns } from '../pipeline/turns';
import { decodeSubresourceBody, kindOf } from './subresource-body';

const DESCRIPTION: SubresourceDescription = {
  name: 'eviction',
  kind: 'Eviction',
  group: 'policy',
  version: 'v1',
  earlierVersions: ['v1beta1'],
  verbs: ['create'],
  message: 'kubets.policy.v1.Eviction',
};

/** `pods/eviction`: a polite delete, as `kubectl drain` asks for. There are no disruption budgets that could refuse it. */
export const evictionSubresource: ObjectSubresource = {
  description: DESCRIPTION,
  async create(scope, request) {
    const object = await inTurns(decodeSubresourceBody<Eviction>(request, DESCRIPTION));
    if (object.metadata?.name !== request.name)
      throw newBadRequest('name in URL does not match name in Eviction object');
    assertReadable(object, request.name);
    const operation = { ...writeOperation('CREATE', request.options), kind: kindOf(DESCRIPTION), object };
    const eviction = (await admit(scope, request, operation)).object as Eviction;
    const options = { ...eviction.deleteOptions, ...(request.options.dryRun ? { dryRun: ['All'] } : {}) };
    const target = { ...request, subresource: '' };
    await deleteObject(scope, { ...target, options: await announced(scope, target, options) });
    return {
      code: 201,
      object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as object,
    };
  },
};

/** @throws StatusError 422 for the option to delete what cannot be read: nobody is polite to that. */
function assertReadable({ deleteOptions }: Eviction, name: string): void {
  if (!deleteOptions?.[UNSAFE]) return;
  const { group, kind } = DESCRIPTION;
  const detail = 'can not be set for pod eviction, try after removing the option';
  throw newInvalid({ group, kind }, name, [fieldErrors.invalid(FieldPath.of('deleteOptions', UNSAFE), true, detail)]);
}

/** Tells in the pod's status who ends it, so that its owner does not count that as a failure; answers the options of the delete. */
async function announced(scope: RequestScope, pod: ResourceRequest, options: DeleteOptions): Promise<DeleteOptions> {
  if (options.dryRun?.length) return options;
  const { stored } = await guaranteedUpdate(scope, pod, {
    dryRun: false,
    tryUpdate(old) {
      assertDeletePreconditions(pod, old, options);
      const wanted: Pod = old.copy();
      const conditions = withPodCondition(wanted, DISRUPTED, scope.now());
      return { object: conditions ? { ...wanted, status: { ...wanted.status, conditions } } : wanted };
    },
  });
  const { preconditions } = options;
  if (preconditions?.resourceVersion === undefined) return options;
  return { ...options, preconditions: { ...preconditions, resourceVersion: String(stored.revision) } };
}

const DISRUPTED = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};
