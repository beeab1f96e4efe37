// Subresources whose bodies are the object itself, of which each changes its own part alone.
import { setMaxListeners } from 'node:events';
import { StatusError, type KubeObject } from '@kubets/apimachinery';
import { canonicalBytes, objectKeyOf } from '@kubets/store';
import type { ObjectSubresource, SubresourceAnswer } from '../pipeline/subresource';
import type { ResourceDefinition } from '../registry/resource';
import { namespaces } from '../resources/namespaces/namespaces';
import { pods } from '../resources/pods/pods';
import { createTestScope, OPTIONS } from '../testing/things';
import { ephemeralContainersSubresource } from './parts-of-pods';
import { finalizeSubresource } from './finalize';

const stop = new AbortController();
setMaxListeners(0, stop.signal);
afterAll(() => stop.abort());

/** What updating a subresource of a stored object answers: the object, or why not. */
async function setUp(definition: ResourceDefinition, subresource: ObjectSubresource, object: KubeObject) {
  const { scope, store, requestOf } = await createTestScope(stop.signal, [definition]);
  const { name = '', namespace = '' } = object.metadata ?? {};
  const key = objectKeyOf({ group: definition.group, plural: definition.plural, namespace, name });
  await store.commit({ expect: [], puts: [{ key, value: canonicalBytes(object) }], deletes: [] });
  await scope.cache.catchUp();
  const request = { ...requestOf(name, definition), namespace, subresource: subresource.description.name };
  return {
    stored: async () => {
      await scope.cache.catchUp();
      return scope.cache.get(definition, namespace, name);
    },
    update: (value: object) =>
      answerOf(subresource.update!(scope, { ...request, verb: 'update', body: { value }, options: OPTIONS })),
    apply: (value: object) => {
      const options = { ...OPTIONS, force: false };
      return answerOf(subresource.apply!(scope, { ...request, verb: 'patch', body: { value }, options }));
    },
  };
}

async function answerOf(answer: Promise<SubresourceAnswer>): Promise<KubeObject | string> {
  try {
    return (await answer).object;
  } catch (error) {
    if (error instanceof StatusError) return `${error.status.code} ${error.message}`;
    throw error;
  }
}

describe('namespaces/finalize', () => {
  const definition = namespaces as unknown as ResourceDefinition;
  const shop = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', uid: 'u1', labels: { kept: 'a' }, deletionTimestamp: '2026-01-01T00:00:00Z' },
    spec: { finalizers: ['kubernetes', 'example.com/mine'] },
    status: { phase: 'Terminating' },
  };
  const start = () => setUp(definition, finalizeSubresource, shop);

  test('takes finalizers away, and nothing else', async () => {
    const { update, stored } = await start();
    const sent = { metadata: { name: 'shop', labels: { other: 'b' } }, spec: { finalizers: ['example.com/mine'] } };
    expect(await update(sent)).toMatchObject({ spec: { finalizers: ['example.com/mine'] } });
    expect(await stored()).toMatchObject({
      metadata: { labels: { kept: 'a' } },
      spec: { finalizers: ['example.com/mine'] },
      status: { phase: 'Terminating' },
    });
  });

  test('lets a namespace that is being deleted go with its last one', async () => {
    const { update, stored } = await start();
    await update({ metadata: { name: 'shop' }, spec: {} });
    expect(await stored()).toBeUndefined();
  });

  test.each<[string, object, string]>([
    ['another name', { metadata: { name: 'other' } }, '400 '],
    ['another kind', { kind: 'Pod', apiVersion: 'v1', metadata: { name: 'shop' } }, '400 Pod in version "v1"'],
    ['another version', { apiVersion: 'v2', kind: 'Namespace', metadata: { name: 'shop' } }, '400 '],
    ['a finalizer that is none', { metadata: { name: 'shop' }, spec: { finalizers: ['x y'] } }, '422 Namespace "shop"'],
    ['an older state', { metadata: { name: 'shop', resourceVersion: '99999' } }, '409 Operation cannot be fulfilled'],
  ])('refuses %s', async (_, value, refusal) => {
    const { update, stored } = await start();
    expect(await update(value)).toContain(refusal);
    expect(await stored()).toMatchObject({ spec: shop.spec });
  });
});

describe('pods/ephemeralcontainers', () => {
  const definition = pods as unknown as ResourceDefinition;
  const web = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', uid: 'u1' },
    spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'i' }] },
    status: { phase: 'Running' },
  };
  const start = () => setUp(definition, ephemeralContainersSubresource, web);
  const debug = { name: 'debug', image: 'busybox', targetContainerName: 'c' };
  const withContainers = (ephemeralContainers: object[], more: object = {}) => ({
    metadata: { name: 'web' },
    spec: { ...web.spec, ephemeralContainers, ...more },
  });

  test('adds containers, and changes nothing else', async () => {
    const { update, stored } = await start();
    expect(await update(withContainers([debug], { containers: [{ name: 'c', image: 'other' }] }))).toMatchObject({
      spec: { ephemeralContainers: [debug] },
    });
    expect(await stored()).toMatchObject({ spec: { containers: [{ name: 'c', image: 'i' }] } });
  });

  test('adds those that are applied', async () => {
    const { apply } = await start();
    const config = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', labels: { a: 'b' } } };
    const applied = await apply({ ...config, spec: { ephemeralContainers: [debug], hostNetwork: true } });
    expect(applied).toMatchObject({ spec: { ephemeralContainers: [debug] } });
    const { metadata } = applied as KubeObject;
    expect(metadata?.labels).toBeUndefined();
    expect(metadata?.managedFields?.find(({ operation }) => operation === 'Apply')).toMatchObject({
      subresource: 'ephemeralcontainers',
      fieldsV1: { 'f:spec': { 'f:ephemeralContainers': { 'k:{"name":"debug"}': { '.': {}, 'f:image': {} } } } },
    });
  });

  test('takes none away and changes none that is there', async () => {
    const { update, stored } = await start();
    await update(withContainers([debug]));
    for (const changed of [[], [{ ...debug, image: 'other' }]])
      expect(await update(withContainers(changed))).toMatch(/^422 Pod "web" is invalid: spec\.ephemeralContainers/);
    expect(await stored()).toMatchObject({ spec: { ephemeralContainers: [debug] } });
  });
});
