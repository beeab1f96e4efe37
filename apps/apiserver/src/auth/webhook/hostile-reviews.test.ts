import { createTestLogger } from '@kubets/component/testing';
import type { ConfiguredWebhook } from '../../webhook/configured-webhook';
import { createWebhookAuthorizer } from './webhook-authorizer';
import { createWebhookTokens } from './webhook-tokens';

// A webhook's answer says what it says in the types of the API only: `"false"` is no true, and what cannot be read lets
// nobody in.

const answering = (answer: unknown): ConfiguredWebhook => ({
  post: async (_body, _signal, use) => use(typeof answer === 'string' ? answer : JSON.stringify(answer)),
});

const NONSENSE: [string, unknown][] = [
  ['nothing', ''],
  ['no JSON', '<html>'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a deep one', `{"status":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ['a status that is a list', { status: [] }],
  ['a text for true', { status: { authenticated: 'true', allowed: 'true', user: { username: 'eve' } } }],
  ['a text for false', { status: { authenticated: 'false', allowed: 'false', user: { username: 'eve' } } }],
  ['a number for true', { status: { authenticated: 1, allowed: 1, user: { username: 'eve' } } }],
  ['another kind', { kind: 'Pod', apiVersion: 'v1', status: { authenticated: true, allowed: true } }],
];

const request = { user: { username: 'eve', groups: [] }, verb: 'get', isResourceRequest: false, path: '/x' } as never;
const settings = {
  version: 'v1',
  timeoutMs: 1_000,
  authorizedTtlMs: 60_000,
  unauthorizedTtlMs: 60_000,
  conditions: () => true,
};

describe.each(NONSENSE)('%s', (_, answer) => {
  test.each([true, false])('allows nothing, where failure denies: %s', async (deniesOnFailure) => {
    const options = { name: 'w', settings: { ...settings, deniesOnFailure }, logger: createTestLogger() };
    const authorizer = createWebhookAuthorizer({ ...options, webhook: answering(answer) } as never);
    expect(await authorizer.authorize(request)).toEqual({
      allowed: false,
      reason: '',
      ...(deniesOnFailure ? { denied: true } : {}),
    });
  });

  test('is nobody', async () => {
    const tokens = createWebhookTokens({ webhook: answering(answer), version: 'v1', cacheTtlMs: 60_000 });
    await expect(tokens.verify('token', ['a'])).rejects.toThrow();
  });
});

test.each([
  ['groups that are no list', { username: 'eve', groups: 'system:masters' }],
  ['groups that are numbers', { username: 'eve', groups: [1] }],
  ['a name that is an object', { username: { a: 1 } }],
  ['extra that is no list', { username: 'eve', extra: { a: 'b' } }],
])('a user with %s is nobody', async (_, user) => {
  const webhook = answering({ status: { authenticated: true, user } });
  const tokens = createWebhookTokens({ webhook, version: 'v1', cacheTtlMs: 60_000 });
  await expect(tokens.verify('token', ['a'])).rejects.toThrow(/cannot unmarshal|no list of texts/);
});

test('a review that does not say what it is is taken for one', async () => {
  const webhook = answering({ status: { authenticated: true, user: { username: 'eve', groups: ['g'] } } });
  const tokens = createWebhookTokens({ webhook, version: 'v1', cacheTtlMs: 60_000 });
  expect((await tokens.verify('token', ['a']))?.user).toMatchObject({ username: 'eve', groups: ['g'] });
});
