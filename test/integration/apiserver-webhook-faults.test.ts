import { configMap, configurations, useWebhooks } from './webhook-calls';
import { patching } from './webhook-server';

jest.setTimeout(60_000);

const { askedOf, call, configure, create, hooks, webhook } = useWebhooks();

describe('a webhook that gives no valid answer', () => {
  const failed = (name: string, why: string) =>
    `Internal error occurred: failed calling webhook "${name}.kubets.test": ${why}`;
  const post = (name: string) => `Post "https://127.0.0.1:${hooks().port}/${name}?timeout=10s"`;

  test.each<[string, () => object, (() => object) | [number, string], () => string]>([
    [
      'unknown-authority',
      () => ({ clientConfig: { url: `https://127.0.0.1:${hooks().port}/unknown-authority` } }),
      () => ({ allowed: true }),
      () =>
        `failed to call webhook: ${post('unknown-authority')}: tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    ],
    [
      'refused',
      () => ({ clientConfig: { url: `https://127.0.0.1:1/refused`, caBundle: hooks().caBundle } }),
      () => ({ allowed: true }),
      () =>
        'failed to call webhook: Post "https://127.0.0.1:1/refused?timeout=10s": dial tcp 127.0.0.1:1: connect: connection refused',
    ],
    [
      'no-service',
      () => ({ clientConfig: { service: { namespace: 'default', name: 'none', path: '/x' } } }),
      () => ({ allowed: true }),
      () => 'failed to call webhook: Post "https://none.default.svc:443/x?timeout=10s": service "none" not found',
    ],
    [
      'silent',
      () => ({ timeoutSeconds: 1 }),
      () => new Promise<object>(() => undefined),
      () =>
        `failed to call webhook: Post "https://127.0.0.1:${hooks().port}/silent?timeout=1s": context deadline exceeded`,
    ],
    [
      'missing',
      () => ({}),
      [404, 'nothing here'],
      () => 'failed to call webhook: the server could not find the requested resource',
    ],
    [
      'crashing',
      () => ({}),
      [500, 'oh no'],
      () => 'failed to call webhook: an error on the server ("oh no") has prevented the request from succeeding',
    ],
    ['empty', () => ({}), [200, '{}'], () => 'received invalid webhook response: webhook response was absent'],
    [
      'other',
      () => ({}),
      () => ({ uid: 'other', allowed: true }),
      () => `received invalid webhook response: expected response.uid="${askedOf('other')[0].uid}", got "other"`,
    ],
    [
      'patching',
      () => ({}),
      () => patching([]),
      () => 'received invalid webhook response: validating webhook may not return response.patch',
    ],
  ])('%s', async (name, more, answer, expected) => {
    if (Array.isArray(answer)) hooks().answerRaw(`/${name}`, ...answer);
    else hooks().answer(`/${name}`, answer);
    const body = await configure('validating', name, [webhook(name, more())]);
    const { code, body: status } = await create(configMap(name));
    expect([code, status.message]).toEqual([500, failed(name, expected())]);
    body.webhooks[0].failurePolicy = 'Ignore';
    await call(`${configurations('validating')}/${name}`, { method: 'PUT', body });
    await call(`${configurations('validating')}/${name}`);
    expect((await create(configMap(name))).code).toBe(201);
  });
});

test('whatever code a webhook refuses with, there is an answer', async () => {
  await configure('validating', 'coded', [webhook('coded')]);
  hooks().answer('/coded', () => ({ allowed: false, status: { code: 99_999, message: 'no' } }));
  const { code, body } = await create(configMap('coded'));
  expect([code, body.message]).toEqual([400, 'admission webhook "coded.kubets.test" denied the request: no']);
});
