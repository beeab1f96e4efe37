import type { Eviction } from '@kubets/proto-gen/policy/v1';
import { admit, writeOperation } from '../pipeline/admit';
import { deleteObject } from '../pipeline/delete';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { decodeSubresourceBody, kindOf } from './subresource-body';

const DESCRIPTION: SubresourceDescription = {
  name: 'eviction',
  kind: 'Eviction',
  group: 'policy',
  version: 'v1',
  verbs: ['create'],
  message: 'kubets.policy.v1.Eviction',
};

/** `pods/eviction`: a polite delete, as `kubectl drain` asks for. There are no disruption budgets that could refuse it. */
export const evictionSubresource: ObjectSubresource = {
  description: DESCRIPTION,
  async create(scope, request) {
    const object = decodeSubresourceBody<Eviction>(request, DESCRIPTION);
    const operation = { ...writeOperation('CREATE', request.options), kind: kindOf(DESCRIPTION), object };
    const eviction = (await admit(scope, request, operation)).object as Eviction;
    const options = { ...eviction.deleteOptions, ...(request.options.dryRun ? { dryRun: ['All'] } : {}) };
    await deleteObject(scope, { ...request, subresource: '', options });
    return {
      code: 201,
      object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as object,
    };
  },
};
