import { setMaxListeners } from 'node:events';
import { StatusError } from '@kubets/apimachinery';
import type { TokenRequest } from '@kubets/proto-gen/authentication/v1';
import { canonicalBytes, objectKeyOf } from '@kubets/store';
import type { TokenIssuer } from '../auth/tokens/token-issuer';
import type { AdmissionAttributes } from '../pipeline/admission';
import { serviceAccounts } from '../resources/serviceaccounts/serviceaccounts';
import type { ResourceDefinition } from '../registry/resource';
import { createTestScope, OPTIONS } from '../testing/things';
import { tokenSubresource } from './token';

const stop = new AbortController();
setMaxListeners(0, stop.signal);
afterAll(() => stop.abort());

const definition = serviceAccounts as unknown as ResourceDefinition;
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'sa', namespace: 'default', uid: 'u1' } };

/** A ServiceAccount `sa`, an issuer that signs nothing, and what it and admission were asked. */
async function setUp() {
  const { scope, store, requestOf } = await createTestScope(stop.signal, [definition]);
  const asked: { account: object; request: TokenRequest }[] = [];
  const admitted: AdmissionAttributes[] = [];
  const issuer: TokenIssuer = {
    async issue(of, request) {
      asked.push({ account: of, request });
      return { ...request, status: { token: 'signed' } };
    },
  };
  const key = objectKeyOf({ group: '', plural: 'serviceaccounts', namespace: 'default', name: 'sa' });
  await store.commit({ expect: [], puts: [{ key, value: canonicalBytes(account) }], deletes: [] });
  await scope.cache.catchUp();
  const admission = {
    ...scope.admission,
    async admit(attributes: AdmissionAttributes) {
      admitted.push(attributes);
      return attributes;
    },
  };
  const create = (value: object, name = 'sa') =>
    tokenSubresource(issuer).create!(
      { ...scope, admission },
      {
        ...requestOf(name, definition),
        verb: 'create',
        subresource: 'token',
        body: { value },
        options: OPTIONS,
      },
    );
  return { create, asked, admitted };
}

test.each<[string, object, object]>([
  ['nothing', {}, { expirationSeconds: 3600 }],
  ['a time', { spec: { expirationSeconds: 600 } }, { expirationSeconds: 600 }],
  [
    'audiences',
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: ['a'] } },
    { audiences: ['a'], expirationSeconds: 3600 },
  ],
  ['the account by name', { metadata: { name: 'sa', namespace: 'default' } }, { expirationSeconds: 3600 }],
])('a request that says %s is answered with a token of the account', async (_, value, spec) => {
  const { create, asked } = await setUp();
  expect(await create(value)).toMatchObject({
    code: 201,
    object: {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      metadata: {
        name: 'sa',
        namespace: 'default',
        managedFields: [{ manager: 'test', operation: 'Update', apiVersion: 'authentication.k8s.io/v1' }],
      },
      spec,
      status: { token: 'signed' },
    },
  });
  expect(asked).toMatchObject([{ account: { metadata: { uid: 'u1' } }, request: { spec } }]);
});

test('admission is told of the request and what it is below', async () => {
  const { create, admitted } = await setUp();
  await create({});
  expect(admitted).toMatchObject([
    {
      operation: 'CREATE',
      kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
      resource: { group: '', version: 'v1', resource: 'serviceaccounts' },
      subresource: 'token',
      name: 'sa',
      object: { spec: { expirationSeconds: 3600 } },
    },
  ]);
});

test.each<[string, object, string, string]>([
  [
    'of another account than it names',
    { metadata: { name: 'other' } },
    'sa',
    '422 TokenRequest.authentication.k8s.io "sa" is invalid: metadata.name: Invalid value: "other": must match the service account name if specified',
  ],
  [
    'of another namespace',
    { metadata: { namespace: 'other' } },
    'sa',
    '400 the namespace of the provided object does not match the namespace sent on the request',
  ],
  ['of an account that is not there', {}, 'none', '404 serviceaccounts "none" not found'],
  ['of another kind', { apiVersion: 'v1', kind: 'Secret' }, 'sa', 'cannot be handled as a TokenRequest'],
  ['with an unknown field', { spec: { audience: 'a' } }, 'sa', 'unknown field "spec.audience"'],
])('a request %s is refused, and nothing signed', async (_, value, name, message) => {
  const { create, asked } = await setUp();
  const refused = await create(value, name).then(
    () => 'not refused',
    (error: unknown) => (error instanceof StatusError ? `${error.status.code} ${error.message}` : String(error)),
  );
  expect(refused).toContain(message);
  expect(asked).toEqual([]);
});
