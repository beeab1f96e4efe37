import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LEGACY_TOKEN } from '@kubets/api';
import { nameOf, type KubeObject } from '@kubets/apimachinery';
import type { Secret, ServiceAccount } from '@kubets/proto-gen/core/v1';
import { randomHistory } from '../../testing/random-history';
import { startControllers, type RunningControllers } from '../../testing/start-controllers';
import { tokensController } from './tokens-controller';

const directory = mkdtempSync(join(tmpdir(), 'kubets-tokens-'));
const serviceAccountPrivateKeyFile = join(directory, 'sa.key');
const rootCaFile = join(directory, 'ca.crt');
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
writeFileSync(serviceAccountPrivateKeyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
writeFileSync(rootCaFile, 'the CA');

let running: RunningControllers | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const account = (o: Partial<ServiceAccount> = {}): ServiceAccount => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { namespace: 'shop', name: 'web', uid: 'web-uid' },
  ...o,
});
const secret = (o: Partial<Secret> = {}, uid?: string): Secret => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type: LEGACY_TOKEN.secretType,
  ...o,
  metadata: {
    namespace: 'shop',
    name: 'web-token',
    ...o.metadata,
    annotations: { [LEGACY_TOKEN.accountName]: 'web', ...(uid && { [LEGACY_TOKEN.accountUid]: uid }) },
  },
});
const secrets = (): Secret[] => running!.cluster.objects<Secret>('secrets');
const dataOf = ({ data = {} }: Secret): Record<string, string> =>
  Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(String(value), 'base64').toString()]),
  );

async function start(...objects: KubeObject[]): Promise<void> {
  running = startControllers([tokensController], { objects, config: { serviceAccountPrivateKeyFile, rootCaFile } });
  await running!.settle();
}

test('a Secret that names an account gets its token, the CA and its namespace, and who that is', async () => {
  await start(account(), secret());
  const [filled] = secrets();
  expect(filled?.metadata?.annotations).toMatchObject({ [LEGACY_TOKEN.accountUid]: 'web-uid' });
  expect(dataOf(filled!)).toEqual({ 'ca.crt': 'the CA', namespace: 'shop', token: expect.stringMatching(/^eyJ/) });
  expect(JSON.parse(Buffer.from(dataOf(filled!)['token']!.split('.')[1]!, 'base64url').toString())).toMatchObject({
    sub: 'system:serviceaccount:shop:web',
    'kubernetes.io/serviceaccount/secret.name': 'web-token',
    'kubernetes.io/serviceaccount/service-account.uid': 'web-uid',
  });
});

test('what is taken out comes back, what else is there stays, and a token that is there is not made anew', async () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  await start(account(), secret({ data: { token: base64('mine'), 'ca.crt': base64('old'), other: base64('x') } }));
  expect(dataOf(secrets()[0]!)).toEqual({ token: 'mine', 'ca.crt': 'the CA', namespace: 'shop', other: 'x' });
  const { token: _token, ...rest } = secrets()[0]!.data!;
  await running!.cluster.secrets.update({ ...secrets()[0]!, data: rest });
  await running!.settle();
  expect(dataOf(secrets()[0]!)['token']).toMatch(/^eyJ/);
});

test.each<[string, KubeObject[]]>([
  ['there is no such account', [secret()]],
  ['the account is another one', [account(), secret({}, 'earlier')]],
])('a Secret goes when %s', async (_, objects) => {
  await start(...objects);
  expect(secrets()).toEqual([]);
});

test('Secrets go with their account, and others stay', async () => {
  const opaque: Secret = { ...secret({ type: 'Opaque' }), metadata: { namespace: 'shop', name: 'mine' } };
  await start(account(), secret(), opaque);
  await running!.cluster.serviceAccounts.delete({ namespace: 'shop', name: 'web' });
  await running!.settle();
  expect(secrets().map(nameOf)).toEqual(['mine']);
});

test('an account that has been made anew under its name has none of the tokens of the first', async () => {
  await start(account(), secret());
  await running!.cluster.serviceAccounts.delete({ namespace: 'shop', name: 'web' });
  running!.cluster.seed(account({ metadata: { namespace: 'shop', name: 'web', uid: 'second' } }));
  await running!.settle();
  expect(secrets()).toEqual([]);
});

test('an account forgets a Secret that is gone', async () => {
  await start(account({ secrets: [{ name: 'web-token' }, { name: 'other' }] }), secret());
  await running!.cluster.secrets.delete({ namespace: 'shop', name: 'web-token' });
  await running!.settle();
  expect(running!.cluster.objects<ServiceAccount>('serviceaccounts')[0]?.secrets).toEqual([{ name: 'other' }]);
});

test('without a key it has nothing to do', async () => {
  running = startControllers([tokensController], { objects: [account(), secret()] });
  await running!.settle();
  expect(secrets()[0]?.data).toBeUndefined();
});

describe('whatever happens, and wherever it is killed', () => {
  test.each(Array.from({ length: 12 }, (_, seed) => [seed]))('history %i', async (seed) => {
    let made = 0;
    const names = ['web', 'db'];
    const named = <T extends Secret | ServiceAccount>(object: T, name: string, about: object = {}): T => ({
      ...object,
      metadata: { ...object.metadata, name, uid: `uid-${++made}`, ...about },
    });
    const { cluster } = await randomHistory(seed, {
      controllers: [tokensController],
      objects: names.map((name) => named(account(), name)),
      config: { serviceAccountPrivateKeyFile, rootCaFile },
      steps: 40,
      async change({ cluster: changed }, random) {
        const name = names[random(2)]!;
        const ref = { namespace: 'shop', name };
        const annotations = { [LEGACY_TOKEN.accountName]: name };
        const of = { namespace: 'shop', name: `${name}-${random(3)}` };
        const what = random(5);
        if (what === 0) await changed.serviceAccounts.delete(ref).catch(() => undefined);
        else if (what === 1) await changed.serviceAccounts.create(named(account(), name)).catch(() => undefined);
        else if (what === 2) await changed.secrets.delete(of).catch(() => undefined);
        else if (what === 3) {
          const found = await changed.secrets.get(of).catch(() => undefined);
          if (found) await changed.secrets.update({ ...found, data: {} });
        } else await changed.secrets.create(named(secret(), of.name, { annotations })).catch(() => undefined);
      },
      check: () => undefined,
      run: async () => undefined,
    });
    const uids = new Map(
      cluster.objects<ServiceAccount>('serviceaccounts').map(({ metadata }) => [metadata?.name, metadata?.uid]),
    );
    for (const one of cluster.objects<Secret>('secrets')) {
      const { [LEGACY_TOKEN.accountName]: name, [LEGACY_TOKEN.accountUid]: uid } = one.metadata!.annotations!;
      expect(uid).toBe(uids.get(name));
      const claims: unknown = JSON.parse(Buffer.from(dataOf(one)['token']!.split('.')[1]!, 'base64url').toString());
      expect(claims).toMatchObject({ 'kubernetes.io/serviceaccount/service-account.uid': uid });
      expect(dataOf(one)).toMatchObject({ 'ca.crt': 'the CA', namespace: 'shop' });
    }
  });
});
