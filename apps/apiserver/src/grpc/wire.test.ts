import { ConfigMap, ConfigMapList, ConfigMapWatchEvent } from '@kubets/proto-gen/core/v1';
import { StoredObject } from '@kubets/store';
import { resources } from '../resources/registry';
import { storedThing, thing } from '../testing/things';
import { grpcResource, type MessageCodec } from './services';
import { createResourceWire } from './wire';

const leftOut: string[] = [];
const wire = createResourceWire(
  'kubets.core.v1.ConfigMap',
  ConfigMap as MessageCodec,
  'v1',
  'ConfigMap',
  (stored) => void leftOut.push(stored.key),
);
const [a, b] = [storedThing('a', 5, { labels: { x: 'ä' } }), storedThing('b', 6)];

test('encodes an object once', () => {
  expect(wire.object(a)).toBe(wire.object(a));
  expect(ConfigMap.decode(wire.object(a)).metadata).toEqual(a.object.metadata);
});

const read = async (page: Parameters<typeof wire.list>[0]) => {
  const { pieces, size } = await wire.list(page);
  const message = Buffer.concat([...pieces]);
  expect(message).toHaveLength(size);
  return ConfigMapList.decode(message);
};

test('puts lists together as the generated code would read them', async () => {
  const list = await read({ items: [a, b], resourceVersion: 9, continue: 'more', remainingItemCount: 4 });
  expect(list).toMatchObject({
    apiVersion: 'v1',
    kind: 'ConfigMapList',
    metadata: { resourceVersion: '9', continue: 'more', remainingItemCount: 4 },
  });
  expect(list.items?.map(({ metadata }) => metadata?.name)).toEqual(['a', 'b']);
  expect((await read({ items: [], resourceVersion: 9 })).metadata).toEqual({ resourceVersion: '9' });
});

test('leaves out of a list what cannot be encoded, and says so', async () => {
  const bad = StoredObject.fromObject(
    '/registry/core/configmaps/default/bad',
    thing('bad', { creationTimestamp: 'yesterday' }),
    7,
  );
  expect(() => wire.object(bad)).toThrow();
  const list = await read({ items: [a, bad, b], resourceVersion: 9 });
  expect(list.items?.map(({ metadata }) => metadata?.name)).toEqual(['a', 'b']);
  expect(leftOut).toEqual([bad.key]);
});

test('puts events together as the generated code would read them', () => {
  const event = ConfigMapWatchEvent.decode(wire.event('ADDED', wire.object(a)));
  expect([event.type, event.object?.metadata]).toEqual(['ADDED', a.object.metadata]);
  const bookmark = ConfigMapWatchEvent.decode(wire.bookmark(42, { k: 'v' }));
  expect(bookmark).toEqual({
    type: 'BOOKMARK',
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { resourceVersion: '42', annotations: { k: 'v' } } },
  });
});

const writable = resources.filter(({ readOnly }) => !readOnly);

test.each(writable.map((definition) => [definition.plural, definition] as const))(
  '%s has a service',
  (_, { versions }) => {
    const { name, definition } = grpcResource(versions[0].message);
    expect(name).toMatch(/^kubets\.[a-z]+\.v[12]\.[A-Z]/);
    expect(Object.keys(definition)).toEqual(
      expect.arrayContaining(['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deleteCollection']),
    );
  },
);
