import { storedThing, things } from '../testing/things';
import { changeType } from './change';
import { createResourceCache } from './resource-cache';
import { createSelection, type SelectionOptions } from './selection';
import { canonicalBytes, StoredObject } from '@kubets/store';
import { thing, thingKey } from '../testing/things';

const COUNT = 100;

function filled() {
  const cache = createResourceCache();
  const objects = Array.from({ length: COUNT }, (_, number) =>
    storedThing(`thing-${String(number).padStart(3, '0')}`, 1, { labels: { app: `app-${number % 10}` } }),
  );
  cache.reset(objects, 1);
  let revision = 1;
  const change = (number: number, app: string | undefined) => {
    const name = `thing-${String(number).padStart(3, '0')}`;
    const value = app === undefined ? undefined : canonicalBytes(thing(name, { labels: { app } }));
    cache.apply({ key: thingKey(name), revision: ++revision, ...(value ? { value } : {}) });
  };
  return { cache, change };
}

async function follow({ cache }: ReturnType<typeof filled>, options: Partial<SelectionOptions>) {
  const selection = createSelection(things, { namespace: '', ...options });
  await cache.indexes.prepare(selection);
  const told: string[] = [];
  let asked = 0;
  const unfollow = cache.follow(
    {
      onChange(change) {
        asked += 1;
        const type = changeType(change, selection);
        if (type) told.push(`${type} ${(change.current ?? change.previous)!.key.split('/').at(-1)}`);
      },
      onReset: () => undefined,
    },
    selection,
  );
  return { told, unfollow, asked: () => asked };
}

test('a change is told to those who may want it, and to nobody else', async () => {
  const all = filled();
  const followers = {
    everything: await follow(all, {}),
    namespace: await follow(all, { namespace: 'default' }),
    other: await follow(all, { namespace: 'other' }),
    one: await follow(all, { namespace: 'default', fieldSelector: 'metadata.name=thing-001' }),
    label: await follow(all, { labelSelector: 'app=app-1' }),
    inOther: await follow(all, { namespace: 'other', labelSelector: 'app=app-1' }),
    several: await follow(all, { labelSelector: 'app in (app-1,app-2)' }),
  };
  all.change(1, 'app-2');
  all.change(1, 'app-1');
  all.change(2, 'app-2');
  all.change(11, undefined);
  all.change(300, 'app-1');
  const told = Object.fromEntries(Object.entries(followers).map(([name, one]) => [name, one.told]));
  const whole = [
    'MODIFIED thing-001',
    'MODIFIED thing-001',
    'MODIFIED thing-002',
    'DELETED thing-011',
    'ADDED thing-300',
  ];
  expect(told).toEqual({
    everything: whole,
    namespace: whole,
    other: [],
    one: ['MODIFIED thing-001', 'MODIFIED thing-001'],
    label: ['DELETED thing-001', 'ADDED thing-001', 'DELETED thing-011', 'ADDED thing-300'],
    inOther: [],
    several: whole,
  });
  expect([followers.other.asked(), followers.one.asked(), followers.label.asked()]).toEqual([0, 2, 4]);
});

test('who does not follow any more is told nothing, and what comes back is told anew', async () => {
  const all = filled();
  const first = await follow(all, { labelSelector: 'app=app-1' });
  first.unfollow();
  first.unfollow();
  all.change(1, 'app-2');
  const second = await follow(all, { labelSelector: 'app=app-2' });
  all.change(1, 'app-3');
  expect([first.told, second.told]).toEqual([[], ['DELETED thing-001']]);
  expect(all.cache.followers).toBe(1);
});

test('values are known to a change without its objects being read', async () => {
  const all = filled();
  const { told } = await follow(all, { labelSelector: 'app=app-1' });
  const read = jest.spyOn(StoredObject.prototype, 'object', 'get');
  all.change(1, 'app-2');
  expect(told).toEqual(['DELETED thing-001']);
  expect(read).not.toHaveBeenCalled();
  read.mockRestore();
});
