import { createLiveApi } from './served-api';
import { createSubresourceRegistry } from './pipeline/subresource';
import { things } from './testing/things';
import { widgets } from './testing/widgets';

const start = () =>
  createLiveApi({
    definitions: [things],
    virtual: [],
    subresourcesOf: () => createSubresourceRegistry([]),
    serverAddress: '192.0.2.1:6443',
    version: 'v1.33.0',
  });

const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

test('serves a kind from when it comes to when it goes', () => {
  const api = start();
  const find = () => api.now().registry.find('example.com', 'v1', 'widgets');
  expect(find()).toBeUndefined();
  api.add(widgets);
  expect(find()).toMatchObject({ definition: widgets });
  api.remove('example.com', 'widgets');
  expect([find(), api.now().discovery('/apis/example.com', undefined)]).toEqual([undefined, undefined]);
});

test('leaves to a request what was served when it began', () => {
  const api = start();
  const before = api.now();
  api.add(widgets);
  expect(before.registry.find('example.com', 'v1', 'widgets')).toBeUndefined();
  const during = api.now();
  api.remove('example.com', 'widgets');
  expect(during.registry.find('example.com', 'v1', 'widgets')).toBeDefined();
});

test('gives discovery another tag, and the old one when it is as before', () => {
  const api = start();
  const tag = () => api.now().discovery('/apis', AGGREGATED)!.etag;
  const first = tag();
  api.add(widgets);
  expect(tag()).not.toBe(first);
  api.remove('example.com', 'widgets');
  expect(tag()).toBe(first);
});

test('tells those who follow, until they do not', () => {
  const api = start();
  const seen: number[] = [];
  const unfollow = api.follow(({ resources }) => seen.push(resources.length));
  api.add(widgets);
  api.remove('example.com', 'widgets');
  unfollow();
  api.add(widgets);
  expect(seen).toEqual([2, 1]);
});

test('refuses what cannot come or go, and is as it was', () => {
  const api = start();
  api.add(widgets);
  const before = api.now();
  expect(() => api.add(widgets)).toThrow('resource example.com/v1/widgets is registered twice');
  expect(() => api.remove('', 'configmaps')).toThrow('no resource configmaps. was added');
  expect(api.now()).toBe(before);
});

test('describes what is served now, once', async () => {
  const api = start();
  const before = await api.now().openApi();
  expect(await api.now().openApi()).toBe(before);
  expect(await before.v3('apis/example.com/v1')).toBeUndefined();
  api.add(widgets);
  const after = await api.now().openApi();
  expect(await after.v3('apis/example.com/v1')).toBeDefined();
  expect((await after.v3('api/v1'))?.etag).toBe((await before.v3('api/v1'))?.etag);
});
