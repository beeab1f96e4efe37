import { filled, valuesOf } from './placeholders';

test('path, headers and body are filled in', () => {
  const asked = {
    method: 'PUT',
    path: '/$NS/$NAME?rv=$RV',
    headers: { a: '$UID' },
    body: { metadata: { name: '$NAME' }, $patch: 'x' },
  };
  expect(filled(asked, { NS: 'n', NAME: 'c', RV: '5', UID: 'u' })).toEqual({
    method: 'PUT',
    path: '/n/c?rv=5',
    headers: { a: 'u' },
    body: { metadata: { name: 'c' }, $patch: 'x' },
  });
});

test('a text, and bytes, which stay', () => {
  const bytes = Buffer.from('$NAME');
  expect(filled({ method: 'POST', path: '/', body: 'name: $NAME-x' }, { NAME: 'c' }).body).toBe('name: c-x');
  expect(filled({ method: 'POST', path: '/', body: bytes }, { NAME: 'c' }).body).toBe(bytes);
});

test('an answer gives its revision, uid and token', () => {
  const body = Buffer.from('{"metadata":{"resourceVersion":"7","uid":"u-1","continue":"abc"}}');
  expect(valuesOf({ code: 200, headers: {}, body })).toEqual({ RV: '7', UID: 'u-1', CONTINUE: 'abc' });
  expect(valuesOf({ code: 200, headers: {}, body: Buffer.from('ok') })).toEqual({});
});
