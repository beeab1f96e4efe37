import { normalised, withoutAges } from './normalise';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const UID = '5c9a2f9e-1111-4222-8333-000000000001';

test.each([
  ['a uid', `"uid":"${UID}"`, '"uid":"<uid>"'],
  ['a time of now', '"creationTimestamp":"2026-03-01T12:00:07Z"', '"creationTimestamp":"<now>"'],
  ['one with a fraction', '"renewTime":"2026-03-01T11:59:07.000001Z"', '"renewTime":"<now-micro>"'],
  ['a time of another day', '"renewTime":"2026-01-01T00:00:00Z"', '"renewTime":"2026-01-01T00:00:00Z"'],
  ['a revision', '"resourceVersion":"4711"', '"resourceVersion":"<revision>"'],
  [
    'a revision in a text in a text',
    '\\\\"resourceVersion\\\\":\\\\"4711\\\\"',
    '\\\\"resourceVersion\\\\":\\\\"<revision>\\\\"',
  ],
  ['a revision in YAML', 'resourceVersion: "4711"', 'resourceVersion: "<revision>"'],
  ['a generated name', '"name":"gen-x2b5z"', '"name":"gen-<suffix>"'],
  [
    'an allocated address',
    '"clusterIP":"10.99.3.4","clusterIPs":["10.99.3.4"]',
    '"clusterIP":"<address>","clusterIPs":["<address>"]',
  ],
  ['an allocated address of another range', '"clusterIP":"198.51.100.9"', '"clusterIP":"<address>"'],
  ['an allocated port in a cell', '"80:31234/TCP"', '"80:<port>/TCP"'],
  ['an allocated port', '"port":80,"nodePort":31234', '"port":80,"nodePort":"<port>"'],
  ['a preconditions message', 'ResourceVersion in record (99)', 'ResourceVersion in record (<revision>)'],
  ['a generated name, cut', `"name":"${'x'.repeat(58)}486x2"`, `"name":"${'x'.repeat(58)}<suffix>"`],
  ['a key of etcd', 'Key: /registry/core/pods/a/b, R', 'Key: <key>, R'],
  ['a certificate', `["X509SHA256=${'a1'.repeat(32)}"]`, '["<certificate>"]'],
  ['a token', '"token":"eyJhbGciOiJFUzI1NiJ9.eyJhdWQiOlsieCJdfQ.c2lnbmF0dXJl"', '"token":"<token>"'],
])('%s', (_name, text, expected) => {
  expect(normalised(text, '', NOW)).toBe(expected);
});

test.each([
  ['uid', `"uid":"${UID}"`, `{"preconditions":{"uid":"${UID}"}}`],
  ['address', '"clusterIP":"10.99.3.4"', '{"spec":{"clusterIP":"10.99.3.4"}}'],
  ['node port', '"nodePort":31234', '{"nodePort":31234}'],
])('the %s that was asked for stays', (_name, text, request) => {
  expect(normalised(text, request, NOW)).toBe(text);
});

test('a continue token is told by what it says, not by its revision', () => {
  const token = Buffer.from('{"v":"meta.k8s.io/v1","rv":77,"start":"b\\u0000"}').toString('base64url');
  expect(JSON.parse(normalised(`{"continue":"${token}"}`, '', NOW))).toEqual({
    continue: '{"v":"meta.k8s.io/v1","rv":<revision>,"start":"b\\u0000"}',
  });
});

test('the ages of a table', () => {
  expect(withoutAges('["a","1/1",0,"12s"]')).toBe('["a","1/1",0,"<age>"]');
});
