import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { TokenIssuer } from '../auth/tokens/token-issuer';
import { admit } from '../pipeline/admit';
import { getObject } from '../pipeline/read';
import type { ObjectSubresource, SubresourceDescription } from './subresource';
import { decodeSubresourceBody } from './subresource-body';

const DESCRIPTION: SubresourceDescription = {
  name: 'token',
  kind: 'TokenRequest',
  group: 'authentication.k8s.io',
  version: 'v1',
  verbs: ['create'],
  message: 'kubets.authentication.v1.TokenRequest',
};

/** `serviceaccounts/token`: a signed token for a ServiceAccount. Nothing is stored. */
export function tokenSubresource(issuer: TokenIssuer): ObjectSubresource {
  return {
    description: DESCRIPTION,
    async create(engine, target, incoming, { dryRun }, context) {
      const account = (await getObject(engine, target)).object as ServiceAccount;
      const request = decodeSubresourceBody<TokenRequest>(incoming, DESCRIPTION, target);
      request.metadata = { ...request.metadata, name: target.name, namespace: target.namespace };
      await admit(engine, target, context, { operation: 'CREATE', object: request, dryRun, kind: 'TokenRequest' });
      return {
        code: 201,
        object: {
          ...(await issuer.issue(account, request, engine.cache, engine.now())),
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
        },
      };
    },
  };
}
