import { createTestLogger } from '@kubets/component/testing';
import type { TokenVerifier } from '../tokens/token-verifier';
import type { Authorizer } from '../../pipeline/authorization';
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

describe('two API servers that ask each other', () => {
  /** Answers when the other does, or when the question is taken back. */
  const asking = (other: () => Promise<unknown>) => {
    const webhook = {
      asked: 0,
      post: (_body: string, signal: AbortSignal, use: (text: string) => unknown) =>
        new Promise((resolve, reject) => {
          webhook.asked += 1;
          signal.addEventListener('abort', () => reject(new Error('context deadline exceeded')));
          setImmediate(() => void other().then((answer) => resolve(use(JSON.stringify(answer))), reject));
        }),
    };
    return webhook;
  };
  const options = { name: 'w', settings: { ...settings, timeoutMs: 200 }, logger: createTestLogger() };

  test('about a user ask once each, and give up', async () => {
    const authorizers: Authorizer[] = [];
    const webhooks = [1, 0].map((other) => asking(async () => authorizers[other]!.authorize(request)));
    for (const webhook of webhooks) authorizers.push(createWebhookAuthorizer({ ...options, webhook } as never));
    expect(await authorizers[0]!.authorize(request)).toMatchObject({ allowed: false });
    expect(webhooks.map(({ asked }) => asked)).toEqual([1, 1]);
  });

  test('about thousands of users have hundreds of questions under way', async () => {
    const webhook = asking(() => new Promise(() => undefined));
    const authorizer = createWebhookAuthorizer({ ...options, webhook } as never);
    const all = Array.from({ length: 2000 }, (_, index) =>
      authorizer.authorize({ ...(request as object), path: `/${index}` } as never),
    );
    expect(await Promise.all(all)).toHaveLength(2000);
    expect(webhook.asked).toBe(500);
  });

  test('about a token ask once each', async () => {
    const tokens: TokenVerifier[] = [];
    const webhooks = [1, 0].map((other) => asking(() => tokens[other]!.verify('t', [])));
    for (const webhook of webhooks)
      tokens.push(createWebhookTokens({ webhook, version: 'v1', cacheTtlMs: 1000 } as never));
    void tokens[0]!.verify('t', []).catch(() => undefined);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(webhooks.map(({ asked }) => asked)).toEqual([1, 1]);
  });
});
