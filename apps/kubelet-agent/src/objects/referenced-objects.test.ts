import { createFakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger, eventually } from '@kubets/component/testing';
import type { Pod } from '@kubets/proto-gen/core/v1';
import { createReferencedObjects } from './referenced-objects';
import { createServiceAccountTokens } from './service-account-tokens';

const pod = (uid: string, secret: string): Pod => ({
  metadata: { uid, namespace: 'd', name: uid },
  spec: { volumes: [{ name: 'v', secret: { secretName: secret } }] },
});
const secret = (name: string, value: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'd' },
  data: { k: value },
});

test('objects are watched while somebody holds them, and changes reach the holders', async () => {
  const cluster = createFakeCluster();
  const objects = createReferencedObjects({ client: cluster, logger: createTestLogger() });
  const told: string[][] = [];
  objects.onChange((uids) => told.push(uids));
  objects.hold(pod('a', 's'));
  objects.hold(pod('b', 's'));
  expect(await objects.secret('d', 's')).toBeUndefined();
  await cluster.secrets.create(secret('s', 'MQ=='));
  await eventually(() => told.length === 1);
  expect(told[0]?.sort()).toEqual(['a', 'b']);
  expect((await objects.secret('d', 's'))?.data).toEqual({ k: 'MQ==' });

  objects.hold(pod('a', 'other'));
  await cluster.secrets.patch({ namespace: 'd', name: 's' }, { type: 'merge', body: { data: { k: 'Mg==' } } });
  await eventually(() => told.length === 2);
  expect(told[1]).toEqual(['b']);

  objects.release('b');
  await expect(objects.secret('d', 's')).rejects.toThrow('object "d/s" not registered');
  objects.release('a');
});

describe('tokens', () => {
  test('one is used for 80 % of its life, then replaced; the old one helps out', async () => {
    const clock = createFakeClock();
    const cluster = createFakeCluster([], { clock });
    cluster.seed({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'd' } } as object);
    let asked = 0;
    const client = {
      ...cluster.serviceAccounts,
      createToken: async (_ref: unknown, request: any) => ({
        ...request,
        status: {
          token: `t${++asked}`,
          expirationTimestamp: new Date(clock.now().getTime() + request.spec.expirationSeconds * 1000).toISOString(),
        },
      }),
    };
    const tokens = createServiceAccountTokens({ client, clock });
    const get = () => tokens.token(pod('a', 's'), { expirationSeconds: 1000 });
    expect(await get()).toBe('t1');
    expect(tokens.refreshAtMs('a')).toBe(clock.now().getTime() + 800_000);
    await clock.advance(799_000);
    expect(await get()).toBe('t1');
    await clock.advance(2000);
    client.createToken = () => Promise.reject(new Error('away'));
    expect(await get()).toBe('t1');
    await clock.advance(200_000);
    await expect(get()).rejects.toThrow('failed to fetch token: away');
    tokens.forget('a');
    expect(tokens.refreshAtMs('a')).toBeUndefined();
  });
});
