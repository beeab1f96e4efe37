import { randomBytes } from 'node:crypto';
import { createMemoryStore, type Store } from '@kubets/store';
import { parseConfiguration } from '../configuration/read-file';
import { aesCbc, aesGcm, identity, secretBox } from './ciphers';
import { createEncryptedStore } from './encrypted-store';
import { encryptionKind } from './encryption-configuration';

const KEY = '/registry/core/secrets/shop/a';
const key = randomBytes(32);
const ciphers = { aescbc: aesCbc('k', key), aesgcm: aesGcm('k', key), secretbox: secretBox('k', key) };
const all = { matches: (_: string, plural: string) => plural === 'secrets' };
const put = (store: Store, value: string, at = KEY) =>
  store.commit({ expect: [], puts: [{ key: at, value: Buffer.from(value) }], deletes: [] });
const textAt = async (store: Store, at = KEY) => (await store.get(at)).item?.value.toString();

test.each(Object.entries(ciphers))('%s', async (name, cipher) => {
  const below = createMemoryStore();
  const store = createEncryptedStore(below, [{ ...all, ciphers: [cipher, identity] }], { onUnreadable: fail });
  await put(store, 'secret');
  await put(store, 'plain', '/registry/core/pods/shop/a');
  const raw = (await below.get(KEY)).item!.value;
  expect(raw.toString('latin1')).toMatch(new RegExp(`^k8s:enc:${name}:v1:k:`));
  expect(raw.subarray(`k8s:enc:${name}:v1:k:`.length).includes(Buffer.from('secret'))).toBe(false);
  expect(await textAt(below, '/registry/core/pods/shop/a')).toBe('plain');
  expect(await textAt(store)).toBe('secret');
  expect((await store.list('/registry/core/secrets/')).items.map(({ value }) => value.toString())).toEqual(['secret']);
  expect(store.isStale!(KEY)).toBe(false);

  const problems: string[] = [];
  const other = createEncryptedStore(below, [{ ...all, ciphers: [aesCbc('other', key)] }], {
    onUnreadable: (at, error) => problems.push(`${at}: ${error.message}`),
  });
  expect(await textAt(other)).toBe(raw.toString());
  expect(problems).toEqual([`${KEY}: no matching key was found for the provider`]);
});

test('keys are rotated: the first writes, all read, and what others wrote is to be written anew', async () => {
  const below = createMemoryStore();
  const first = { ...all, ciphers: [ciphers.aescbc, identity] };
  const store = createEncryptedStore(below, [first], { onUnreadable: fail });
  await put(below, 'old');
  expect([await textAt(store), store.isStale!(KEY)]).toEqual(['old', true]);
  await put(store, 'old');
  expect([await textAt(store), store.isStale!(KEY)]).toEqual(['old', false]);
  store.configure([{ ...all, ciphers: [ciphers.aesgcm, ciphers.aescbc] }]);
  expect([await textAt(store), store.isStale!(KEY)]).toEqual(['old', true]);
  await put(store, 'new');
  expect([await textAt(store), store.isStale!(KEY)]).toEqual(['new', false]);
});

test('a value that was put elsewhere is not taken', async () => {
  const below = createMemoryStore();
  let problem = '';
  const store = createEncryptedStore(below, [{ ...all, ciphers: [ciphers.aesgcm] }], {
    onUnreadable: (_, error) => (problem = error.message),
  });
  await put(store, 'secret');
  const { value } = (await below.get(KEY)).item!;
  await below.commit({ expect: [], puts: [{ key: `${KEY}2`, value }], deletes: [] });
  await store.get(`${KEY}2`);
  expect(problem).not.toBe('');
});

const HEAD = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n';
const secret = randomBytes(32).toString('base64');
const configuration = (resources: string, providers: string) =>
  parseConfiguration(`${HEAD}resources:\n- resources: ${resources}\n  providers: ${providers}`, encryptionKind);

test.each<[string, [string, string, boolean][]]>([
  ['[secrets]', [['', 'secrets', true], ['', 'pods', false], ['example.com', 'secrets', false]]],
  ['[widgets.example.com]', [['example.com', 'widgets', true], ['', 'widgets', false]]],
  ["['*.apps']", [['apps', 'deployments', true], ['', 'secrets', false]]],
  ["['*.']", [['', 'secrets', true], ['apps', 'deployments', false]]],
  ["['*.*']", [['', 'secrets', true], ['apps', 'deployments', true]]],
])('%s', (resources, expected) => {
  const [rule] = configuration(resources, `[{aescbc: {keys: [{name: a, secret: ${secret}}]}}, {identity: {}}]`);
  expect(rule!.ciphers.map(({ prefix }) => prefix.toString())).toEqual(['k8s:enc:aescbc:v1:a:', '']);
  for (const [group, plural, isMeant] of expected) expect(rule!.matches(group, plural)).toBe(isMeant);
}); // prettier-ignore

test.each<[string, string, string]>([
  ['[]', '[{identity: {}}]', 'resources[0].resources: Required value'],
  ['[a]', '[]', 'resources[0].providers: Required value'],
  ['[a]', '[{}]', 'resources[0].providers[0]: a provider is one of'],
  ["['*']", '[{identity: {}}]', `use '*.' to encrypt all`],
  ['[a]', '[{aescbc: {keys: []}}]', 'resources[0].providers[0].aescbc.keys: Required value'],
  ['[a]', '[{secretbox: {keys: [{name: a, secret: YQ==}]}}]', 'got 1, expected one of [32]'],
  ['[a]', `[{aesgcm: {keys: [{name: a, secret: ${secret}}, {name: a, secret: ${secret}}]}}]`, 'Duplicate value: "a"'],
  ['[a]', '[{kms: {}}]', 'unknown field "resources[0].providers[0].kms"'],
])('%s with %s: %s', (resources, providers, problem) =>
  expect(() => configuration(resources, providers)).toThrow(problem),
);

function fail(at: string, error: Error): never {
  throw new Error(`${at}: ${error.message}`);
}
