import { generateName } from './generate-name';
import { hashObject } from './hash-object';
import { groupOf, objectKey, splitKey } from './kube-object';
import { controllerOf, isControlledBy, ownerReferenceOf } from './owner-references';
import { ageOf, humanDuration, rfc3339, rfc3339Micro } from './time';

test.each([
  [{ metadata: { namespace: 'a', name: 'b' } }, 'a/b'],
  [{ metadata: { name: 'b' } }, 'b'],
  [{}, ''],
])('key of %j is %s', (object, key) => {
  expect(objectKey(object)).toBe(key);
});

test('keys are split where they were joined', () => {
  expect([splitKey('a/b'), splitKey('b')]).toEqual([{ namespace: 'a', name: 'b' }, { name: 'b' }]);
  expect([groupOf('apps/v1'), groupOf('v1'), groupOf(undefined)]).toEqual(['apps', '', '']);
});

test('owners', () => {
  const owner = { metadata: { name: 'rs', uid: '1' } };
  const reference = ownerReferenceOf(owner, { apiVersion: 'apps/v1', kind: 'ReplicaSet' });
  expect(reference).toEqual({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'rs',
    uid: '1',
    controller: true,
    blockOwnerDeletion: true,
  });
  const pod = { metadata: { ownerReferences: [{ ...reference, uid: '0', controller: false }, reference] } };
  expect(controllerOf(pod)).toBe(reference);
  expect([
    isControlledBy(pod, owner),
    isControlledBy(pod, { metadata: { uid: '0' } }),
    isControlledBy({}, owner),
  ]).toEqual([true, false, false]);
});

test('generated names have five safe characters and fit a label', () => {
  expect(generateName('web-')).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  expect(generateName('a'.repeat(80))).toHaveLength(63);
  expect(new Set(Array.from({ length: 100 }, () => generateName('x'))).size).toBeGreaterThan(90);
});

test('hashes depend on content, not on the order of keys', () => {
  const hash = hashObject({ a: 1, b: [{ c: 2, d: undefined }] });
  expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]+$/);
  expect(hashObject({ b: [{ c: 2 }], a: 1 })).toBe(hash);
  expect(hashObject({ a: 1, b: [{ c: 3 }] })).not.toBe(hash);
});

test('times', () => {
  const date = new Date('2026-01-02T03:04:05.678Z');
  expect([rfc3339(date), rfc3339Micro(date)]).toEqual(['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678000Z']);
  expect([ageOf('2026-01-02T03:03:05Z', date), ageOf(undefined, date)]).toEqual(['60s', '<unknown>']);
});

const S = 1000,
  m = 60 * S,
  h = 60 * m,
  d = 24 * h;
test.each([
  [-5 * S, '<invalid>'],
  [-500, '0s'],
  [0, '0s'],
  [119 * S, '119s'],
  [120 * S, '2m'],
  [5 * m + 30 * S, '5m30s'],
  [9 * m + 59 * S, '9m59s'],
  [10 * m + 30 * S, '10m'],
  [179 * m, '179m'],
  [3 * h, '3h'],
  [7 * h + 59 * m, '7h59m'],
  [8 * h + 5 * m, '8h'],
  [47 * h, '47h'],
  [2 * d, '2d'],
  [3 * d + 4 * h, '3d4h'],
  [8 * d + 4 * h, '8d'],
  [729 * d, '729d'],
  [2 * 365 * d, '2y'],
  [2 * 365 * d + 3 * d, '2y3d'],
  [8 * 365 * d + 3 * d, '8y'],
])('%d ms is %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});
