import { fieldErrors, FieldPath, newInvalid, type StatusError } from '@kubets/apimachinery';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import type { ServiceAccount } from '@kubets/proto-gen/core/v1';
import { DEFAULT_TOKEN_SECONDS, type TokenIssuer } from '../auth/tokens/token-issuer';
import { admit, writeOperation } from '../pipeline/admit';
import { recordWrite } from '../pipeline/field-ownership';
import { getObject } from '../pipeline/read';
import type { ObjectSubresource, SubresourceDescription } from '../pipeline/subresource';
import { inTurns } from '../pipeline/turns';
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
      const { name, options } = request;
      const object = await inTurns(decodeSubresourceBody<TokenRequest>(request, DESCRIPTION));
      const metadata = (object.metadata ??= {});
      metadata.name ||= name;
      if (metadata.name !== name) throw invalidName(metadata.name, name);
      object.spec = { ...object.spec, expirationSeconds: object.spec?.expirationSeconds ?? DEFAULT_TOKEN_SECONDS };
      const now = scope.now();
      await recordWrite({ request: { ...request, ...TOKEN_REQUEST }, object, now });
      const operation = { ...writeOperation('CREATE', options), kind: kindOf(DESCRIPTION), object };
      const wanted = (await admit(scope, request, operation)).object as TokenRequest;
      const account = (await getObject(scope, request)).object as ServiceAccount;
      const issued = await issuer.issue(account, wanted, { reader: scope.cache, now, warn: request.warn });
      return {
        code: 201,
        object: {
          ...issued,
          // Whom it is bound to is always told, though it is nobody.
          spec: { ...issued.spec, boundObjectRef: issued.spec?.boundObjectRef ?? null },
          apiVersion: 'authentication.k8s.io/v1',
          kind: 'TokenRequest',
        },
      };
    },
  };
}

const VERSION = { version: DESCRIPTION.version, message: DESCRIPTION.message! };
/** What is recorded of who has asked is said of the request, not of the account. */
const TOKEN_REQUEST = {
  version: VERSION,
  definition: {
    group: DESCRIPTION.group,
    kind: DESCRIPTION.kind,
    plural: 'tokenrequests',
    singular: 'tokenrequest',
    namespaced: true,
    versions: [VERSION] as [typeof VERSION],
    columns: [],
  },
};

function invalidName(given: string, name: string): StatusError {
  const { group, kind } = DESCRIPTION;
  const detail = 'must match the service account name if specified';
  return newInvalid({ group, kind }, name, [fieldErrors.invalid(FieldPath.of('metadata', 'name'), given, detail)]);
}
