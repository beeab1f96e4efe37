import { StoredObject } from '@kubets/store';
import { createSortedObjects } from './sorted-objects';

const object = (key: string, revision = 1) =>
  StoredObject.fromObject(key, { apiVersion: 'v1', kind: 'X', metadata: { name: key } }, revision);

test('keeps keys in order whatever the order of writes', () => {
  const objects = createSortedObjects();
  const keys = ['/b/2', '/a/1', '/c/1', '/b/1', '/b/10', '/a/3'];
  for (const key of keys) expect(objects.set(object(key))).toBeUndefined();
  const range = (...args: [string, string?]) => objects.range(...args).map(({ key }) => key);
  expect(range('/')).toEqual([...keys].sort());
  expect(range('/b/')).toEqual(['/b/1', '/b/10', '/b/2']);
  expect(range('/b/', '/b/1\0')).toEqual(['/b/10', '/b/2']);
  expect(range('/b/', '/a/0')).toEqual(['/b/1', '/b/10', '/b/2']);
  expect(range('/nothing/')).toEqual([]);
});

test('replaces and deletes, and says what was there', () => {
  const objects = createSortedObjects();
  objects.set(object('/a', 1));
  expect(objects.set(object('/a', 2))?.revision).toBe(1);
  expect([objects.size, objects.get('/a')?.revision]).toEqual([1, 2]);
  expect(objects.delete('/a')?.revision).toBe(2);
  expect(objects.delete('/a')).toBeUndefined();
  expect([objects.size, objects.range('/')]).toEqual([0, []]);
});
