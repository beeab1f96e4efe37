import { decodeObject, newBadRequest } from '@kubets/apimachinery';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { TokenIssuer } from '../auth/tokens/token-issuer';
import { admit } from '../pipeline/admit';
import { getObject } from '../pipeline/read';
import type { ObjectSubresource } from './subresource';

const MESSAGE = 'kubets.authentication.v1.TokenRequest';

/** `serviceaccounts/token`: a signed token for a ServiceAccount. Nothing is stored. */
export function tokenSubresource(issuer: TokenIssuer): ObjectSubresource {
  return {
    description: { name: 'token', kind: 'TokenRequest', group: 'authentication.k8s.io', version: 'v1', verbs: ['create'], message: MESSAGE },
    async create(engine, target, incoming, { dryRun }, context) {
      const account = (await getObject(engine, target)).object as ServiceAccount;
      const request = decodeObject<TokenRequest>(incoming.value, MESSAGE, { unknownFields: 'ignore' }).object;
      const { name = target.name, namespace = target.namespace } = request.metadata ?? {};
      if (name !== target.name) throw newBadRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
      if (namespace !== target.namespace) throw newBadRequest('the namespace of the provided object does not match the namespace sent on the request');
      request.metadata = { ...request.metadata, name, namespace };
      await admit(engine, target, context, { operation: 'CREATE', object: request, dryRun, kind: 'TokenRequest' });
      return { code: 201, object: { ...(await issuer.issue(account, request, engine.cache, engine.now())), apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest' } };
    },
  };
}
