import { createFakeCluster } from '@kubets/client/testing';
import { createFakeClock, createTestLogger } from '@kubets/component/testing';
import { createSharedInformers } from './shared-informers';
import { typedResources } from './stored-resources';

const client = createFakeCluster([
  { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'default', name: 's', uid: 'u', labels: { a: 'b' } } },
]);
const clock = createFakeClock();
const resources = typedResources({
  client,
  informers: createSharedInformers({ client, logger: createTestLogger(), clock }),
});
const listened: string[] = [];
resources.onResource(({ plural }) => listened.push(plural));

test('every resource but events is followed, by the informer of its name', () => {
  const followed = resources.followed();
  expect(listened).toEqual(followed.map(({ plural }) => plural));
  expect(followed.map((kind) => resources.objects(kind).name)).toEqual(listened);
  expect(listened).not.toContain('events');
  expect(resources.unfollowed()).toEqual([{ apiVersion: 'v1', plural: 'events', kind: 'Event', namespaced: true }]);
});

test('of what nobody reads only identities are kept', async () => {
  const stop = new AbortController();
  const secrets = resources.objects(resources.followed().find(({ plural }) => plural === 'secrets')!);
  expect(resources.objects(resources.followed().find(({ plural }) => plural === 'secrets')!)).toBe(secrets);
  secrets.start(stop.signal);
  await clock.advance(0);
  expect(secrets.lister.get('default/s')?.metadata).toMatchObject({ namespace: 'default', name: 's', uid: 'u' });
  expect(secrets.lister.get('default/s')?.metadata?.labels).toBeUndefined();
  stop.abort();
});
