import { createFakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { discoveredResources } from './discovered-resources';
import { createSharedInformers } from './shared-informers';
import type { ResourceKind } from './stored-resources';

const stop = new AbortController();
afterAll(() => stop.abort());

const secret = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'default', name: 's', uid: 'u', labels: { a: 'b' } },
  data: { password: 'aHVudGVy' },
};
const SECRETS = { group: '', version: 'v1', plural: 'secrets', kind: 'Secret', namespaced: true };

async function setUp(asks: (informers: ReturnType<typeof createSharedInformers>) => void = () => undefined) {
  const clock = createFakeClock();
  const logger = createTestLogger();
  const client = createFakeCluster([secret], { clock });
  const informers = createSharedInformers({ client, logger, clock });
  asks(informers);
  const resources = discoveredResources({ cluster: client.dynamic, informers, logger, clock });
  const heard: string[] = [];
  resources.onResource(({ plural }) => heard.push(plural));
  const settle = () => clock.advance(1);
  return { client, informers, resources, heard, settle, clock };
}

const plurals = (kinds: readonly ResourceKind[]) => kinds.map(({ plural }) => plural);

test('every resource but events is followed once, in its preferred version, as soon as discovery tells of it', async () => {
  const { resources, heard, settle } = await setUp();
  expect([resources.followed(), resources.hasSynced(), heard]).toEqual([[], false, []]);
  resources.start(stop.signal);
  await settle();
  await resources.synced();
  expect(resources.hasSynced()).toBe(true);
  expect(heard).toEqual(plurals(resources.followed()));
  expect(new Set(heard).size).toBe(heard.length);
  expect(resources.followed().find(({ plural }) => plural === 'deployments')).toEqual({
    group: 'apps',
    version: 'v1',
    plural: 'deployments',
    kind: 'Deployment',
    namespaced: true,
  });
  expect(heard).not.toContain('events');
  expect(plurals(resources.unfollowed())).toEqual(['events']);
});

test('of what nobody else reads only identities are asked for and kept', async () => {
  const { resources, settle } = await setUp();
  resources.start(stop.signal);
  await settle();
  await resources.synced();
  const object = resources.objects(SECRETS).lister.get('default/s')!;
  expect(object).toEqual({
    apiVersion: 'meta.k8s.io/v1',
    kind: 'PartialObjectMetadata',
    metadata: expect.objectContaining({ namespace: 'default', name: 's', uid: 'u' }),
  });
  expect(object.metadata?.labels).toBeUndefined();
  expect(await resources.client(SECRETS).get({ namespace: 'default', name: 's' })).not.toHaveProperty('data');
});

test('what another controller follows is not followed twice', async () => {
  const { resources, informers, settle } = await setUp((shared) => void shared.services);
  resources.start(stop.signal);
  await settle();
  const informerOf = (wanted: string) =>
    resources.objects(resources.followed().find(({ plural }) => plural === wanted)!);
  expect(informerOf('services')).toBe(informers.services);
  expect(informerOf('deployments')).not.toBe(informers.deployments);
});

test('resources come and go', async () => {
  const { client, resources, heard, settle } = await setUp();
  client.dynamic.hide('secrets');
  resources.start(stop.signal);
  await settle();
  expect(heard).not.toContain('secrets');
  client.dynamic.show('secrets');
  await settle();
  await resources.synced();
  expect(heard.at(-1)).toBe('secrets');
  expect(resources.objects(SECRETS).lister.list()).toHaveLength(1);
  client.dynamic.hide('secrets');
  await settle();
  expect(plurals(resources.followed())).not.toContain('secrets');
  client.dynamic.show('secrets');
  await settle();
  expect(heard.filter((plural) => plural === 'secrets')).toHaveLength(2);
});

test('nobody waits for ever who waits when it ends', async () => {
  const { client, resources, settle } = await setUp();
  const ended = new AbortController();
  client.dynamic.watchResources = async function* () {
    throw new Error('no connection');
  };
  resources.start(ended.signal);
  const refused = expect(resources.synced()).rejects.toThrow('stopped');
  ended.abort();
  await settle();
  await refused;
});
