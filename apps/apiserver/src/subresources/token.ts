import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import type { TokenIssuer } from '../auth/tokens/token-issuer';
import { admit, writeOperation } from '../pipeline/admit';
import { getObject } from '../pipeline/read';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { decodeSubresourceBody, kindOf } from './subresource-body';

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
    async create(scope, request) {
      const { name, namespace, options } = request;
      const account = (await getObject(scope, request)).object as ServiceAccount;
      const object = decodeSubresourceBody<TokenRequest>(request, DESCRIPTION);
      object.metadata = { ...object.metadata, name, namespace };
      const operation = { ...writeOperation('CREATE', options), kind: kindOf(DESCRIPTION), object };
      const wanted = (await admit(scope, request, operation)).object as TokenRequest;
      return {
        code: 201,
        object: {
          ...(await issuer.issue(account, wanted, scope.cache, scope.now())),
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
        },
      };
    },
  };
}
