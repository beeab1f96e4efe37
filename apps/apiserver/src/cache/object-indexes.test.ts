import { storedThing, thingKey, things } from '../testing/things';
import { createObjectIndexes } from './object-indexes';
import { createSelection, type SelectionOptions } from './selection';
import { createSortedObjects } from './sorted-objects';

const definition = {
  ...things,
  fieldSelectors: { 'data.colour': (object: object) => (object as { data?: { colour?: string } }).data?.colour ?? '' },
};

const COUNT = 200;

const labelsOf = (number: number) => ({
  ...(number % 3 === 0 ? {} : { app: `app-${number % 7}` }),
  tier: String(number % 2),
});

function filled(count = COUNT) {
  const objects = createSortedObjects();
  let time = 0;
  const indexes = createObjectIndexes(objects, () => time);
  let revision = 1;
  const put = (number: number, labels: Record<string, string>) => {
    const object = storedThing(`thing-${number}`, revision++, { labels });
    objects.set(object);
    return indexes.changed(object.key, object);
  };
  for (let number = 0; number < count; number++) put(number, labelsOf(number));
  const remove = (number: number) => {
    objects.delete(thingKey(`thing-${number}`));
    indexes.changed(thingKey(`thing-${number}`), undefined);
  };
  const select = (options: Partial<SelectionOptions>) =>
    createSelection(definition, { namespace: 'default', ...options });
  const scanned = (options: Partial<SelectionOptions>, from?: string) => {
    const selection = select(options);
    return objects.range(selection.prefix, from).filter((object) => selection.matches(object));
  };
  return { objects, indexes, put, remove, select, scanned, wait: (ms: number) => void (time += ms), now: () => time };
}

const SELECTORS: Partial<SelectionOptions>[] = [
  { labelSelector: 'app=app-1' },
  { labelSelector: 'app in (app-1,app-2,none),tier=1' },
  { labelSelector: 'app' },
  { labelSelector: '!app' },
  { labelSelector: 'app!=app-1' },
  { labelSelector: 'app notin (app-1,app-2),tier=0' },
  { labelSelector: 'tier>0' },
  { labelSelector: 'app=nobody' },
  { labelSelector: 'app=app-1,app!=app-1' },
  { fieldSelector: 'metadata.name=thing-7', namespace: '' },
  { fieldSelector: 'metadata.name!=thing-7', labelSelector: 'tier=1' },
  { fieldSelector: 'data.colour=' },
  { fieldSelector: 'data.colour=red' },
  { fieldSelector: 'metadata.namespace=default', labelSelector: 'tier=1', namespace: '' },
];

test.each(SELECTORS)('selects as if all were looked at: %j', async (options) => {
  const { indexes, select, scanned, put, remove } = filled();
  await indexes.prepare(select(options));
  expect(indexes.select(select(options))).toEqual(scanned(options));
  put(1, { app: 'app-2', tier: '0' });
  put(1000, { app: 'app-1', tier: '1' });
  remove(8);
  remove(50);
  expect(indexes.select(select(options))).toEqual(scanned(options));
  const from = thingKey('thing-3');
  expect(indexes.select(select(options), from)).toEqual(scanned(options, from));
});

test('what changes while an index is made is in it', async () => {
  const { indexes, select, scanned, put, remove } = filled(3000);
  const options = { labelSelector: 'app=app-1' };
  const prepared = indexes.prepare(select(options));
  expect(indexes.select(select(options))).toBeUndefined();
  for (let number = 0; number < 3000; number += 11) put(number, { app: `app-${number % 3}` });
  for (let number = 0; number < 3000; number += 13) remove(number);
  await prepared;
  expect(indexes.select(select(options))).toEqual(scanned(options));
});

test('few objects, selectors without an end and single objects have none', async () => {
  const few = filled(10);
  await few.indexes.prepare(few.select({ labelSelector: 'app=app-1' }));
  expect(few.indexes.select(few.select({ labelSelector: 'app=app-1' }))).toBeUndefined();
  const { indexes, select } = filled();
  for (const options of [{ labelSelector: 'a,b,c,d,e' }, { fieldSelector: 'metadata.name=x' }, {}]) {
    await indexes.prepare(select(options));
    expect(indexes.select(select(options))).toBeUndefined();
  }
});

test('only so many are kept, those that are held and those that were used last', async () => {
  const { indexes, select, wait, now } = filled();
  const of = (key: number) => select({ labelSelector: `key-${key}=x` });
  await indexes.prepare(of(0));
  const release = indexes.hold(of(0).conditions![0]!)!;
  for (let key = 1; key <= 40; key++) {
    wait(1);
    await indexes.prepare(of(key));
  }
  const kept = () => Array.from({ length: 41 }, (_, key) => key).filter((key) => indexes.select(of(key)));
  expect(kept()).toEqual([0, ...Array.from({ length: 15 }, (_, at) => 26 + at)]);
  wait(600_000);
  indexes.trim(now());
  expect(kept()).toEqual([0]);
  release();
  wait(600_000);
  indexes.trim(now());
  expect(kept()).toEqual([]);
});

test('a limited number can be held', async () => {
  const { indexes, select } = filled();
  const held: boolean[] = [];
  for (let key = 0; key < 16; key++) {
    const selection = select({ labelSelector: `key-${key}=x` });
    await indexes.prepare(selection);
    held.push(indexes.hold(selection.conditions![0]!) !== undefined);
  }
  expect(held.filter(Boolean)).toHaveLength(12);
});

test('a change tells what the object had and has', async () => {
  const { indexes, select, put } = filled();
  const selection = select({ labelSelector: 'app=app-1' });
  expect(put(1, { app: 'x' })).toBeUndefined();
  await indexes.prepare(selection);
  const { of } = selection.conditions![0]!;
  expect(put(1, { app: 'y' })?.get(of)).toEqual({ before: 'x', after: 'y' });
  expect(put(1, {})?.get(of)).toEqual({ before: 'y', after: undefined });
});
