import { canonicalBytes, objectKeyOf } from '@kubets/store';
import type { KubeObject } from '@kubets/apimachinery';
import { createSelection } from '../cache/selection';
import { deployments } from '../resources/deployments/deployments';
import type { ResourceDefinition } from '../registry/resource';
import { createTestScope, OPTIONS } from '../testing/things';
import { jsonInVersion } from './convert';
import { checkListOptions } from './list-options';
import { getObject, listObjects } from './read';
import { createStoredVersions } from './stored-versions';
import { updateObject } from './update';

const stop = new AbortController();
afterAll(() => stop.abort());

const definition = deployments as ResourceDefinition;
const [v1, v1beta1] = definition.versions;
const key = objectKeyOf({ group: 'apps', plural: 'deployments', namespace: 'default', name: 'd' });
const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } };
const old = (more: object = {}): KubeObject =>
  ({
    apiVersion: 'apps/v1beta1',
    kind: 'Deployment',
    metadata: { name: 'd', namespace: 'default', uid: 'u', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { replicas: 2, rollbackTo: { revision: 3 }, template, ...more },
  }) as KubeObject;

/** A store with a Deployment as somebody wrote it whose storage version is another. */
async function setUp(object = old()) {
  const { scope, store, requestOf } = await createTestScope(stop.signal, [definition]);
  const { revision } = await store.commit({
    expect: [],
    puts: [{ key, value: canonicalBytes(object) }],
    deletes: [],
  });
  await scope.cache.catchUp();
  return { scope, store, revision, request: requestOf('d', definition) };
}

const shown = (json: Buffer) => JSON.parse(json.toString());

test('an object is converted from the version in which it was stored, into whatever is asked for', async () => {
  const { scope, request } = await setUp();
  const stored = await getObject(scope, request);
  expect(shown(jsonInVersion(stored, definition, v1))).toMatchObject({
    apiVersion: 'apps/v1',
    metadata: { annotations: { 'deprecated.deployment.rollback.rollbackTo': '3' } },
    // What an absent selector stands for is for the version to say in which it is absent.
    spec: { replicas: 2, selector: { matchLabels: { a: 'b' } } },
  });
  expect(shown(jsonInVersion(stored, definition, v1)).spec.rollbackTo).toBeUndefined();
  expect(shown(jsonInVersion(stored, definition, v1beta1!))).toMatchObject({
    apiVersion: 'apps/v1beta1',
    spec: { rollbackTo: { revision: 3 } },
  });
});

test('of a resource that is served no more nothing is known', () => {
  const versions = createStoredVersions([definition]);
  const read = () => versions.read(key, canonicalBytes(old()), 1).object.apiVersion;
  expect(read()).toBe('apps/v1');
  versions.remove(definition);
  expect(read()).toBe('apps/v1beta1');
});

test('of lists at a revision, too', async () => {
  const { scope, store, revision, request } = await setUp();
  await store.commit({ expect: [], puts: [{ key, value: canonicalBytes(old({ replicas: 7 })) }], deletes: [] });
  await scope.cache.catchUp();
  const selection = createSelection(definition, { namespace: 'default', labelSelector: '', fieldSelector: '' });
  const options = checkListOptions({ resourceVersion: String(revision), resourceVersionMatch: 'Exact' }, false);
  const { items } = await listObjects(scope, request, selection, options);
  expect(items.map(({ object }) => object)).toMatchObject([{ apiVersion: 'apps/v1', spec: { replicas: 2 } }]);
});

test('a PUT of what is there stores it in the storage version', async () => {
  const { scope, store, revision, request } = await setUp();
  const put = async () => {
    const { object } = await getObject(scope, request);
    return updateObject(scope, { ...request, body: { value: structuredClone(object) }, options: OPTIONS });
  };
  expect((await put()).effect).toBe('updated');
  const { item } = await store.get(key);
  expect(item!.revision).toBeGreaterThan(revision);
  expect(shown(item!.value)).toMatchObject({ apiVersion: 'apps/v1', spec: { replicas: 2 } });
  await scope.cache.catchUp();
  expect((await put()).effect).toBe('unchanged');
});

test('an object in a version that its resource does not have is none', async () => {
  const { scope, request } = await setUp({ ...old(), apiVersion: 'apps/v0' });
  await expect(getObject(scope, request)).rejects.toMatchObject({ code: 404 });
});
