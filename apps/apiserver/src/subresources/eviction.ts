import type { Eviction } from '@kubets/proto-gen/policy/v1';
import { admit } from '../pipeline/admit';
import { deleteObject } from '../pipeline/delete';
import type { ObjectSubresource, SubresourceDescription } from './subresource';
import { decodeSubresourceBody } from './subresource-body';

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
  async create(engine, target, incoming, options, context) {
    const object = decodeSubresourceBody<Eviction>(incoming, DESCRIPTION, target);
    await admit(engine, target, context, { operation: 'CREATE', object, dryRun: options.dryRun, kind: 'Eviction' });
    const deleteOptions = { ...object.deleteOptions, ...(options.dryRun ? { dryRun: ['All'] } : {}) };
    await deleteObject(engine, { ...target, subresource: '' }, deleteOptions, context);
    return {
      code: 201,
      object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as object,
    };
  },
};
