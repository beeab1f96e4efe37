import type { FieldSchema, MessageSchema } from '@kubets/proto-gen/schema';
import { defaultBySchema } from './default-by-schema';

const message = (field: Partial<FieldSchema>): MessageSchema => ({
  name: 'test.Message',
  fields: { f: { number: 1, type: 'string', ...field } },
});

test.each<[string, Partial<FieldSchema>, unknown, unknown]>([
  ['a published default', { default: 'a' }, undefined, 'a'],
  ['a default that is not published', { serverDefault: 'a' }, undefined, 'a'],
  ['an empty text, which is absent', { serverDefault: 'a' }, '', 'a'],
  ['an empty text that is a value', { serverDefault: 'a', zeroIsSet: true }, '', ''],
  ['a zero that is a value', { type: 'int32', serverDefault: 1, zeroIsSet: true }, 0, 0],
  ['a zero that is absent', { type: 'int32', serverDefault: 1 }, 0, 1],
  ['a percentage', { type: 'int-or-string', serverDefault: '25%' }, 0, 0],
  ['false', { type: 'bool', serverDefault: true, zeroIsSet: true }, false, false],
  ['a given value', { serverDefault: 'a' }, 'b', 'b'],
  ['a default that means absence, which is not written', { default: '' }, undefined, undefined],
  ['an empty default that is a value', { default: '', zeroIsSet: true }, undefined, ''],
  ['an empty list', { repeated: true, serverDefault: [] }, undefined, []],
  ['a zero that is always written', { alwaysWritten: true }, undefined, ''],
  ['a default instead of that zero', { alwaysWritten: true, serverDefault: 'a' }, undefined, 'a'],
  ['no null, which is written when all is done', { repeated: true, alwaysWritten: true }, undefined, undefined],
])('%s', (_, field, value, expected) => {
  const object = { f: value };
  defaultBySchema(object, message(field));
  expect(object).toEqual({ f: expected });
  defaultBySchema(object, message(field));
  expect(object).toEqual({ f: expected });
});

test('each object gets a default of its own', () => {
  const [a, b] = [{}, {}];
  const of = message({ repeated: true, serverDefault: [] });
  defaultBySchema(a, of);
  defaultBySchema(b, of);
  expect((a as { f?: unknown }).f).not.toBe((b as { f?: unknown }).f);
});
