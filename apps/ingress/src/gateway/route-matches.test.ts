import { type GrpcMatch } from '@kubets/api';
import type { HttpMatch } from './objects';
import { grpcMatch, httpMatch, preciserFirst, UnsupportedValueError, type RuleMatch } from './route-matches';

test.each<[HttpMatch, RuleMatch]>([
  [{}, { path: { type: 'Prefix', value: '/' }, conditions: [] }],
  [{ path: { type: 'PathPrefix', value: '/a/' } }, { path: { type: 'Prefix', value: '/a' }, conditions: [] }],
  [
    { path: { type: 'Exact', value: '/a/' }, method: 'GET' },
    { path: { type: 'Exact', value: '/a/' }, conditions: [{ kind: 'method', value: 'GET' }] },
  ],
  [
    {
      headers: [
        { name: 'X-A', value: '1' },
        { name: 'x-a', value: '2' },
      ],
      queryParams: [{ name: 'Q', value: '' }],
    },
    {
      path: { type: 'Prefix', value: '/' },
      conditions: [
        { kind: 'header', name: 'x-a', value: '1' },
        { kind: 'query', name: 'Q', value: '' },
      ],
    },
  ],
])('HTTP %j', (match, expected) => expect(httpMatch(match)).toEqual(expected));

test.each<[GrpcMatch, RuleMatch]>([
  [{}, { path: { type: 'Prefix', value: '/' }, conditions: [] }],
  [{ method: { service: 'p.S', method: 'M' } }, { path: { type: 'Exact', value: '/p.S/M' }, conditions: [] }],
  [{ method: { service: 'p.S' } }, { path: { type: 'Prefix', value: '/p.S' }, conditions: [] }],
  [
    { method: { method: 'M' } },
    { path: { type: 'Prefix', value: '/' }, conditions: [{ kind: 'path-end', value: '/M' }] },
  ],
])('gRPC %j', (match, expected) => expect(grpcMatch(match)).toEqual(expected));

test.each<[() => unknown, string]>([
  [() => httpMatch({ path: { type: 'RegularExpression', value: '/.*' } }), 'path matches of type RegularExpression'],
  [() => httpMatch({ path: { type: 'Exact', value: 'a' } }), 'is not absolute'],
  [() => httpMatch({ headers: [{ type: 'RegularExpression', name: 'a', value: '.' }] }), 'header matches of type'],
  [() => httpMatch({ headers: [{ name: "a') -m found", value: '' }] }), 'is not supported: letters'],
  [() => httpMatch({ queryParams: [{ name: 'a),x(', value: '' }] }), 'is not supported: letters'],
  [() => grpcMatch({ method: { type: 'RegularExpression', service: '.*' } }), 'method matches of type'],
])('%# is not supported', (read, message) => {
  expect(read).toThrow(UnsupportedValueError);
  expect(read).toThrow(message);
});

test('the preciser first', () => {
  const matches: HttpMatch[] = [
    { path: { type: 'PathPrefix', value: '/a' } },
    { path: { type: 'PathPrefix', value: '/a' }, queryParams: [{ name: 'q', value: '' }] },
    { path: { type: 'PathPrefix', value: '/a' }, headers: [{ name: 'h', value: '' }] },
    { path: { type: 'PathPrefix', value: '/a' }, method: 'GET' },
    { path: { type: 'PathPrefix', value: '/a/b' } },
    { path: { type: 'Exact', value: '/' } },
  ];
  expect([...matches].sort((a, b) => preciserFirst(httpMatch(a), httpMatch(b)))).toEqual([...matches].reverse());
});
