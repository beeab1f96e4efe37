import type { Answer } from './case';
import { differencesOf } from './compare';

const asked = { method: 'GET', path: '/api/v1/namespaces/a/pods/b' };
const answer = (body: string, headers = {}, code = 200): Answer => ({
  code,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(body),
});

test.each([
  ['nothing', answer('{"a":1}'), answer('{"a":1}'), []],
  ['a code', answer('{}', {}, 201), answer('{}'), [{ at: 'code', theirs: '201', ours: '200' }]],
  [
    'whether it is refused',
    answer('{"kind":"Status","message":"no"}', {}, 404),
    answer('{"kind":"Pod","spec":{}}'),
    [
      { at: 'code', theirs: '404', ours: '200' },
      { at: 'answer', theirs: 'no', ours: 'Pod' },
    ],
  ],
  [
    'a value, and one that is not there',
    answer('{"spec":{"ports":[{"port":1}]},"status":{}}'),
    answer('{"spec":{"ports":[{"port":2}]}}'),
    [
      { at: 'body.spec.ports[0].port', theirs: '1', ours: '2' },
      { at: 'body.status', theirs: '{}', ours: '-' },
    ],
  ],
  [
    'a key with a dot',
    answer('{"data":{"a.b":1}}'),
    answer('{"data":{"a.b":2}}'),
    [{ at: 'body.data["a.b"]', theirs: '1', ours: '2' }],
  ],
  [
    'an element with a name',
    answer('{"items":[{"name":"a","x":1},{"name":"b"}]}'),
    answer('{"items":[{"name":"b"},{"name":"c"}]}'),
    [
      { at: 'body.items[a]', theirs: '{"name":"a","x":1}', ours: '-' },
      { at: 'body.items[c]', theirs: '-', ours: '{"name":"c"}' },
    ],
  ],
  [
    'nothing of managers in another order, as it may',
    answer('{"managedFields":[{"manager":"a","operation":"Apply"},{"manager":"b","operation":"Update"}]}'),
    answer('{"managedFields":[{"manager":"b","operation":"Update"},{"manager":"a","operation":"Apply"}]}'),
    [],
  ],
  [
    'the order of elements',
    answer('{"verbs":["get","list"]}'),
    answer('{"verbs":["list","get"]}'),
    [{ at: 'body.verbs order', theirs: 'get list', ours: 'list get' }],
  ],
  ['the order of members, which says nothing', answer('{"a":1,"b":2}'), answer('{"b":2,"a":1}'), []],
  [
    'the line break at the end',
    answer('{"a":1}\n'),
    answer('{"a":1}'),
    [{ at: 'layout', theirs: expect.any(String), ours: expect.any(String) }],
  ],
  [
    'indentation',
    answer('{\n  "a": 1\n}'),
    answer('{"a":1}'),
    [{ at: 'layout', theirs: expect.any(String), ours: expect.any(String) }],
  ],
  ['a header', answer('{}', { vary: 'Accept' }), answer('{}'), [{ at: 'header vary', theirs: 'Accept', ours: '-' }]],
  ['a header that only has to be there', answer('{}', { 'audit-id': 'a' }), answer('{}', { 'audit-id': 'b' }), []],
  ['one that nobody compares', answer('{}', { date: 'a' }), answer('{}', { date: 'b' }), []],
  [
    'text',
    answer('ok', { 'content-type': 'text/plain' }),
    answer('no', { 'content-type': 'text/plain' }),
    [{ at: 'text', theirs: '"ok"', ours: '"no"' }],
  ],
])('%s differs', (_name, theirs, ours, differences) => {
  expect(differencesOf(asked, theirs, ours)).toEqual(differences);
});

test('of a watch each frame is a value', () => {
  const watch = { ...asked, path: '/api/v1/pods?watch=true' };
  const frames = (type: string) => answer(`{"type":"ADDED","object":{}}\n{"type":"${type}","object":{}}\n`);
  expect(differencesOf(watch, frames('MODIFIED'), frames('DELETED'))).toEqual([
    { at: 'body[1].type', theirs: '"MODIFIED"', ours: '"DELETED"' },
  ]);
});

test('YAML is read, and its layout compared where it says the same', () => {
  const yaml = (text: string) => answer(text, { 'content-type': 'application/yaml' });
  expect(differencesOf(asked, yaml('a: 1\n'), yaml('a: 2\n'))).toEqual([{ at: 'body.a', theirs: '1', ours: '2' }]);
  expect(differencesOf(asked, yaml('a: "x"\n'), yaml('a: x\n'))).toMatchObject([{ at: 'layout' }]);
});
