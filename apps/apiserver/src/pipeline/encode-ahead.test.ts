import { StoredObject } from '@kubets/store';
import { encodeAhead, type KeptFormat } from './encode-ahead';

const stored = (bytes: number) =>
  StoredObject.fromObject('configmaps/d/a', { metadata: { name: 'a' }, data: { a: 'x'.repeat(bytes) } } as object, 1);

/** Says how many times it was begun. */
function format(bytes = Buffer.from('made')): KeptFormat & { begun: number } {
  const made = {
    name: 'format',
    begun: 0,
    *steps() {
      made.begun++;
      for (let step = 0; step < 10; step++) yield;
      return bytes;
    },
  };
  return made;
}

test('a small object is for whoever needs it', () => {
  expect(encodeAhead(stored(10), format())).toBeUndefined();
});

test('a large one is encoded once for all who ask, and kept', async () => {
  const object = stored(200_000);
  const made = format();
  await Promise.all([encodeAhead(object, made), encodeAhead(object, made), encodeAhead(object, made)]);
  expect(made.begun).toBe(1);
  expect(object.encoding('format', () => Buffer.from('again')).toString()).toBe('made');
  expect(encodeAhead(object, made)).toBeUndefined();
});

test('what cannot be encoded is left to who asks for the bytes', async () => {
  const object = stored(200_000);
  const broken: KeptFormat = {
    name: 'format',
    *steps() {
      throw new Error('no such field');
    },
  };
  await encodeAhead(object, broken);
  expect(object.hasEncoding('format')).toBe(false);
});
