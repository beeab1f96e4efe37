import { nameOf, newNotFound, objectKey } from '@kubets/apimachinery';
import { createLister, type Informer } from '@kubets/client';
import { createFakeClock } from '@kubets/component/testing';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { createWrittenObjects } from './written-objects';

const slice = (name: string, version: number, uid = `${name}-uid`): EndpointSlice => ({
  metadata: { namespace: 'default', name, uid, resourceVersion: String(version) },
});

/** A cache whose events the test delivers by hand. */
function setUp() {
  const lister = createLister<EndpointSlice>();
  const handlers: Parameters<Informer<EndpointSlice>['addEventHandler']>[0][] = [];
  const informer = {
    lister,
    addEventHandler: (handler: (typeof handlers)[number]) => void handlers.push(handler),
  } as unknown as Informer<EndpointSlice>;
  const clock = createFakeClock();
  const written = createWrittenObjects(informer, clock);
  return {
    written,
    clock,
    show(object: EndpointSlice) {
      const previous = lister.get(objectKey(object));
      lister.set(object);
      handlers.forEach((handler) => (previous ? handler.onUpdate?.(previous, object) : handler.onAdd?.(object)));
    },
    remove(object: EndpointSlice) {
      lister.delete(objectKey(object));
      handlers.forEach((handler) => handler.onDelete?.(object));
    },
    latest: () =>
      written
        .latest(lister.list(), () => true)
        .map((object) => `${nameOf(object)}@${object.metadata?.resourceVersion}`)
        .sort(),
  };
}

test('own writes are seen before the cache shows them, and no longer once it is ahead', async () => {
  const { written, show, latest } = setUp();
  show(slice('a', 1));
  await written.noted(Promise.resolve(slice('a', 5)));
  await written.noted(Promise.resolve(slice('b', 6)));
  expect(latest()).toEqual(['a@5', 'b@6']);
  show(slice('a', 3));
  expect(latest()).toEqual(['a@5', 'b@6']);
  show(slice('a', 7));
  show(slice('b', 6));
  expect(latest()).toEqual(['a@7', 'b@6']);
});

test('own deletions too; a new object of the name is another one', () => {
  const { written, show, latest } = setUp();
  show(slice('a', 1));
  written.deleted(slice('a', 1));
  expect(latest()).toEqual([]);
  show(slice('a', 9, 'new-uid'));
  expect(latest()).toEqual(['a@9']);
});

test('what others deleted is gone, although it was written here', async () => {
  const { written, show, remove, latest } = setUp();
  await written.noted(Promise.resolve(slice('a', 2)));
  show(slice('a', 2));
  remove(slice('a', 3));
  expect(latest()).toEqual([]);
});

test('what went before the answer to its last write came is gone', async () => {
  const { written, show, remove, latest } = setUp();
  show(slice('a', 1));
  remove(slice('a', 3));
  await written.noted(Promise.resolve(slice('a', 2)));
  expect(latest()).toEqual([]);
  await written.noted(Promise.resolve(slice('a', 4, 'new-uid')));
  expect(latest()).toEqual(['a@4']);
});

test('what is not there to be updated is gone, although the cache never showed that', async () => {
  const { written, latest } = setUp();
  await written.noted(Promise.resolve(slice('a', 2)));
  const refused = Promise.reject(newNotFound({ group: 'discovery.k8s.io', resource: 'endpointslices' }, 'a'));
  await expect(written.noted(refused, slice('a', 2))).rejects.toThrow('not found');
  expect(latest()).toEqual([]);
});

test('a write that the cache never shows is forgotten after a minute', async () => {
  const { written, clock, latest } = setUp();
  await written.noted(Promise.resolve(slice('a', 2)));
  await clock.advance(61_000);
  expect(latest()).toEqual([]);
});

test('tells echoes of own writes from changes by others', async () => {
  const { written } = setUp();
  await written.noted(Promise.resolve(slice('a', 2)));
  expect(written.isEcho(slice('a', 2))).toBe(true);
  expect(written.isEcho(slice('a', 3))).toBe(false);
  expect(written.isEcho(slice('b', 2))).toBe(false);
});
